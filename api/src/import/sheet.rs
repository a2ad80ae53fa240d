//! Reads a table as offices send it: CSV whatever its encoding, its separator and the spelling of its headers, or JSON
//! objects a line.
//!
//! Nothing is held in memory but the line at hand. Columns are found by name, never by place.

use std::{
    collections::HashMap,
    fs::File,
    io::{self, BufRead, BufReader, Read},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use async_graphql::MaybeUndefined;
use csv::StringRecord;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use encoding_rs_io::DecodeReaderBytesBuilder;
use kernel::fold::fold;
use serde_json::{Map, Value as Json};
use unicode_normalization::UnicodeNormalization;

use super::{Stop, cell::Cell, csv_cell::inward, report::Fault};

/// Lines above the header that are looked at: titles, dates, blanks.
const TITLES: usize = 20;
/// Lines that one record may span before a quote is taken for never closed.
const SPAN: u64 = 50;

/// Where the bytes of a table come from.
#[derive(Clone, Debug)]
pub enum Source {
    /// A file.
    File(PathBuf),
    /// A file that the program carries: its name, its bytes.
    Carried(&'static str, &'static [u8]),
    /// A file in memory.
    Memory(String, Arc<[u8]>),
}

impl Source {
    /// Name of the file, for people.
    pub fn name(&self) -> String {
        match self {
            Self::File(path) => path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned(),
            Self::Carried(name, _) => (*name).to_owned(),
            Self::Memory(name, _) => name.clone(),
        }
    }

    fn open(&self) -> Result<Box<dyn Read + Send>, Stop> {
        match self {
            Self::File(path) => File::open(path).map(|file| Box::new(file) as _).map_err(|error| Stop::unreadable(path, &error)),
            Self::Carried(_, bytes) => Ok(Box::new(*bytes)),
            Self::Memory(_, bytes) => Ok(Box::new(io::Cursor::new(Arc::clone(bytes)))),
        }
    }

    fn stop(&self, error: &dyn std::fmt::Display) -> Stop {
        match self {
            Self::File(path) => Stop::unreadable(path, error),
            Self::Carried(name, _) => Stop::unreadable(Path::new(name), error),
            Self::Memory(name, _) => Stop::unreadable(Path::new(name), error),
        }
    }
}

/// What a file may hold at most.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes.
    pub bytes: u64,
    /// Lines, the header left out.
    pub lines: u64,
    /// Cells of a line.
    pub cells: usize,
    /// Bytes of a cell.
    pub cell_bytes: usize,
    /// Bytes of a line.
    pub line_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 512 * 1024 * 1024, lines: 1_000_000, cells: 500, cell_bytes: 64 * 1024, line_bytes: 1024 * 1024 }
    }
}

/// How the bytes of a file are to be read: found by reading it once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Writing {
    /// Encoding.
    pub encoding: &'static Encoding,
    /// Whether lines end with CR alone, as on old Macs.
    pub ends_with_cr: bool,
    /// Whether the last line has no end although others have: the file may be cut.
    pub is_cut: bool,
}

/// The records of a table.
enum Records {
    Csv(csv::Reader<Guarded>),
    Json(BufReader<Guarded>),
}

/// A table in a file.
pub struct Sheet {
    records: Records,
    headers: StringRecord,
    columns: HashMap<String, usize>,
    limits: Limits,
    writing: Writing,
    behind: u64,
    read: u64,
    since: Arc<AtomicU64>,
    record: StringRecord,
    object: Map<String, Json>,
    text: String,
}

/// The cells of a line.
enum Cells<'s> {
    Csv { columns: &'s HashMap<String, usize>, record: &'s StringRecord },
    Json(&'s Map<String, Json>),
}

/// One line of a table.
pub struct Line<'s> {
    /// Number of the line in the file; the first is 1.
    pub number: u64,
    /// What is wrong with the line as such: cells missing or left over, no JSON.
    pub broken: Option<String>,
    headers: &'s StringRecord,
    cells: Cells<'s>,
}

impl Line<'_> {
    /// The text of the first of these columns that has one, its spaces tidied.
    pub fn text(&self, names: &[&str]) -> Option<String> {
        names.iter().filter_map(|name| self.cell(name)).map(|cell| tidy(&cell)).find(|text| !text.is_empty())
    }

    /// Whether the table has one of these columns.
    pub fn tells(&self, names: &[&str]) -> bool {
        names.iter().any(|name| match &self.cells {
            Cells::Csv { columns, .. } => columns.contains_key(*name),
            Cells::Json(object) => object.contains_key(*name),
        })
    }

    /// The value of a column: not told, empty, or what it says.
    pub fn told<T: Cell>(&self, names: &[&str]) -> Result<MaybeUndefined<T>, Fault> {
        match self.text(names) {
            Some(written) => self.read(names, &written).map(MaybeUndefined::Value),
            None if self.tells(names) => Ok(MaybeUndefined::Null),
            None => Ok(MaybeUndefined::Undefined),
        }
    }

    /// The value of a column that may be empty.
    pub fn value<T: Cell>(&self, names: &[&str]) -> Result<Option<T>, Fault> {
        self.text(names).map(|written| self.read(names, &written)).transpose()
    }

    /// The value of a column that may not be empty.
    pub fn needed<T: Cell>(&self, names: &[&str]) -> Result<T, Fault> {
        self.value(names)?.ok_or_else(|| Fault::of("", self.header(names), "it is missing", ""))
    }

    fn read<T: Cell>(&self, names: &[&str], written: &str) -> Result<T, Fault> {
        T::read(written).map_err(|unread| Fault::of("", self.header(names), &unread.reason, &unread.repair))
    }

    /// The header of the first of these columns that has a text, as the file writes it.
    pub fn header<'a>(&'a self, names: &[&'a str]) -> &'a str {
        let found = names.iter().find(|name| self.text(&[name]).is_some()).or_else(|| names.iter().find(|name| self.tells(&[name])));
        let found = found.copied().unwrap_or(names[0]);
        match &self.cells {
            Cells::Csv { columns, .. } => columns.get(found).and_then(|at| self.headers.get(*at)).unwrap_or(found),
            Cells::Json(_) => found,
        }
    }

    /// Whether no cell holds anything.
    pub fn is_empty(&self) -> bool {
        match &self.cells {
            Cells::Csv { record, .. } => record.iter().all(|cell| cell.trim().is_empty()),
            Cells::Json(object) => object.is_empty(),
        }
    }

    /// Header and text of every cell, as the file writes them.
    pub fn cells(&self) -> Vec<(String, String)> {
        match &self.cells {
            Cells::Csv { record, .. } => {
                let headers = self.headers.iter().map(str::to_owned).chain((self.headers.len()..).map(|at| format!("cell {}", at + 1)));
                headers.zip(record.iter().map(|cell| inward(cell).to_owned())).collect()
            }
            Cells::Json(object) => object.iter().map(|(name, value)| (name.clone(), json_text(value))).collect(),
        }
    }

    fn cell(&self, name: &str) -> Option<String> {
        match &self.cells {
            Cells::Csv { columns, record } => columns.get(name).and_then(|at| record.get(*at)).map(|cell| inward(cell).to_owned()),
            Cells::Json(object) => object.get(name).map(json_text),
        }
    }
}

fn json_text(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        Json::Array(values) => values.iter().map(json_text).collect::<Vec<_>>().join(" "),
        value => value.to_string(),
    }
}

/// One space between words, accents composed.
fn tidy(cell: &str) -> String {
    cell.split_whitespace().collect::<Vec<_>>().join(" ").nfc().collect()
}

impl Sheet {
    /// Opens a table whose writing was found. `is_header` tells the header from the titles above it.
    pub fn open(source: &Source, writing: Writing, limits: Limits, is_header: impl Fn(&Columns) -> bool) -> Result<Self, Stop> {
        let first = first_line(source, writing)?;
        let since = Arc::new(AtomicU64::new(0));
        let guarded = Guarded { inner: Box::new(decoded(source, writing)?), since: Arc::clone(&since), most: limits.line_bytes };
        let mut sheet = Self {
            records: Records::Json(BufReader::new(guarded)),
            headers: StringRecord::new(),
            columns: HashMap::new(),
            limits,
            writing,
            // The reader tells a record's line before it has read the second half of the CRLF above it.
            behind: u64::from(first.ends_with(b"\r\n")),
            read: 0,
            since,
            record: StringRecord::new(),
            object: Map::new(),
            text: String::new(),
        };
        if first.trim_ascii_start().starts_with(b"{") {
            return Ok(sheet);
        }
        let separator = separator(&first).ok_or_else(|| source.stop(&"the first line is no header of a table separated by semicolons, commas or tabs"))?;
        let Records::Json(reader) = sheet.records else { return Err(source.stop(&"no table")) };
        let mut records = csv::ReaderBuilder::new().delimiter(separator).flexible(true).has_headers(false).from_reader(reader.into_inner());
        let mut header = StringRecord::new();
        for _ in 0..=TITLES {
            sheet.since.store(0, Ordering::Relaxed);
            if !records.read_record(&mut header).map_err(|error| source.stop(&error))? {
                break;
            }
            if header.len() > limits.cells {
                return Err(source.stop(&format!("the header has more than {} cells", limits.cells)));
            }
            let columns = Columns::of(&header);
            if is_header(&columns) {
                if let Some(double) = columns.double {
                    return Err(source.stop(&format!("two columns are called {double:?}; rename one or take it out")));
                }
                (sheet.columns, sheet.headers, sheet.records) = (columns.places, header, Records::Csv(records));
                return Ok(sheet);
            }
        }
        Err(source.stop(&"no line among the first has the columns that are looked for"))
    }

    /// Headers as the file writes them; none for JSON, whose lines name their cells.
    pub const fn headers(&self) -> &StringRecord {
        &self.headers
    }

    /// The columns, by the common spelling of their headers.
    pub fn columns(&self) -> Columns {
        Columns { places: self.columns.clone(), double: None, is_open: matches!(self.records, Records::Json(_)) }
    }

    /// The next line.
    pub fn line(&mut self) -> Result<Option<Line<'_>>, Stop> {
        self.since.store(0, Ordering::Relaxed);
        let (number, broken) = match &mut self.records {
            Records::Csv(records) => {
                let before = records.position().line();
                let unreadable = |error: csv::Error| Stop(format!("line {}: {error}", before + self.behind));
                if !records.read_record(&mut self.record).map_err(unreadable)? {
                    return Ok(None);
                }
                let start = self.record.position().map_or(before, csv::Position::line);
                let spans = records.position().line().saturating_sub(start);
                let number = if self.writing.ends_with_cr { self.read + 2 } else { start + self.behind };
                if spans > SPAN {
                    return Err(Stop(format!("line {number}: a quote is opened here and not closed within {SPAN} lines")));
                }
                let (cells, wanted) = (self.record.len(), self.headers.len());
                let broken = (cells != wanted).then(|| match (cells < wanted, spans > 1) {
                    (true, true) => format!("a quote is opened in this line and closed {spans} lines below, or never"),
                    (true, false) => format!("the line has {cells} cells, the header {wanted}"),
                    (false, _) => format!("the line has {cells} cells, the header {wanted}: look for a separator inside a cell"),
                });
                (number, broken)
            }
            Records::Json(reader) => loop {
                self.text.clear();
                let here = self.read + 1;
                if reader.read_line(&mut self.text).map_err(|error| Stop(format!("line {here}: {error}")))? == 0 {
                    return Ok(None);
                }
                self.since.store(0, Ordering::Relaxed);
                if self.text.trim().is_empty() {
                    self.read += 1;
                    continue;
                }
                let (object, broken) = match serde_json::from_str::<Json>(&self.text) {
                    Ok(Json::Object(object)) => (object, None),
                    Ok(_) => (Map::new(), Some("the line is no JSON object".to_owned())),
                    Err(error) => (Map::new(), Some(format!("the line is no JSON: {error}"))),
                };
                self.object = object.into_iter().map(|(name, value)| (spelling(&name), value)).collect();
                break (here, broken);
            },
        };
        self.read += 1;
        if self.read > self.limits.lines {
            return Err(Stop(format!("the file has more than {} lines; split it", self.limits.lines)));
        }
        let cells = match &self.records {
            Records::Csv(_) => Cells::Csv { columns: &self.columns, record: &self.record },
            Records::Json(_) => Cells::Json(&self.object),
        };
        let line = Line { number, broken, headers: &self.headers, cells };
        let is_large = match &line.cells {
            Cells::Csv { record, .. } => record.len() > self.limits.cells || record.iter().any(|cell| cell.len() > self.limits.cell_bytes),
            Cells::Json(object) => object.len() > self.limits.cells || object.values().any(|value| json_text(value).len() > self.limits.cell_bytes),
        };
        if is_large {
            return Err(Stop(format!("line {number} has more than {} cells or a cell of more than {} bytes", self.limits.cells, self.limits.cell_bytes)));
        }
        Ok(Some(line))
    }
}

/// The columns of a table, by the common spelling of their headers.
#[derive(Debug)]
pub struct Columns {
    places: HashMap<String, usize>,
    double: Option<String>,
    /// JSON: every line names its own.
    is_open: bool,
}

impl Columns {
    fn of(header: &StringRecord) -> Self {
        let (mut places, mut double) = (HashMap::new(), None);
        for (at, header) in header.iter().enumerate().filter(|(_, header)| !header.trim().is_empty()) {
            if places.insert(spelling(header), at).is_some() {
                double = Some(header.to_owned());
            }
        }
        Self { places, double, is_open: false }
    }

    /// Whether there is a column; in JSON there may be any.
    pub fn has(&self, column: &str) -> bool {
        self.is_open || self.places.contains_key(column)
    }

    /// Whether the lines name their own cells.
    pub const fn is_open(&self) -> bool {
        self.is_open
    }
}

/// A reader that refuses a line without end.
struct Guarded {
    inner: Box<dyn Read + Send>,
    /// Bytes read since the last line was given out.
    since: Arc<AtomicU64>,
    most: u64,
}

impl Read for Guarded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        let since = self.since.fetch_add(length as u64, Ordering::Relaxed);
        // What was read ahead of the line counts too: a buffer at most.
        if since > self.most + 64 * 1024 {
            return Err(io::Error::other(format!("it has more than {} bytes: a line end or a closing quote is missing", self.most)));
        }
        Ok(length)
    }
}

fn decoded(source: &Source, writing: Writing) -> Result<impl Read + Send + use<>, Stop> {
    Ok(DecodeReaderBytesBuilder::new().encoding(Some(writing.encoding)).bom_override(true).build(source.open()?))
}

/// UTF-8 when the whole file is, else Windows-1252, which spreadsheets write; UTF-16 by its mark. Refuses a file that is
/// too large, and one that is no text.
pub fn writing(source: &Source, limits: Limits) -> Result<Writing, Stop> {
    let mut reader = BufReader::with_capacity(64 * 1024, source.open()?.take(limits.bytes + 1));
    let (mut total, mut cut, mut encoding, mut wide) = (0_u64, Vec::new(), UTF_8, false);
    let (mut feeds, mut returns, mut last) = (false, false, b'\n');
    loop {
        let bytes = reader.fill_buf().map_err(|error| source.stop(&error))?;
        let Some(end) = bytes.last().copied() else { break };
        if total == 0 {
            encoding = match bytes {
                [0xff, 0xfe, ..] => UTF_16LE,
                [0xfe, 0xff, ..] => UTF_16BE,
                _ => UTF_8,
            };
            wide = encoding != UTF_8;
        }
        if let Some(at) = bytes.iter().position(|byte| *byte == 0).filter(|_| !wide) {
            return Err(source.stop(&format!("byte {} is 0: this is no text", total + at as u64 + 1)));
        }
        last = if wide { b'\n' } else { end };
        feeds |= bytes.contains(&b'\n');
        returns |= bytes.contains(&b'\r');
        let length = bytes.len();
        total += length as u64;
        if total > limits.bytes {
            return Err(source.stop(&format!("it has more than {} bytes; split it", limits.bytes)));
        }
        if encoding == UTF_8 {
            cut.extend_from_slice(bytes);
            match std::str::from_utf8(&cut) {
                Ok(_) => cut.clear(),
                // A character cut at the end of a block goes on in the next.
                Err(error) if error.error_len().is_none() => drop(cut.drain(..error.valid_up_to())),
                Err(_) => encoding = WINDOWS_1252,
            }
        }
        reader.consume(length);
    }
    if total == 0 {
        return Err(source.stop(&"the file is empty"));
    }
    if encoding == UTF_8 && !cut.is_empty() {
        encoding = WINDOWS_1252;
    }
    Ok(Writing { encoding, ends_with_cr: returns && !feeds, is_cut: (feeds || returns) && !matches!(last, b'\n' | b'\r') })
}

/// The first line that is not blank.
fn first_line(source: &Source, writing: Writing) -> Result<Vec<u8>, Stop> {
    let end = if writing.ends_with_cr { b'\r' } else { b'\n' };
    let mut reader = BufReader::new(decoded(source, writing)?).take(64 * 1024);
    loop {
        let mut line = Vec::new();
        let length = reader.read_until(end, &mut line).map_err(|error| source.stop(&error))?;
        if length == 0 || !line.trim_ascii().is_empty() {
            return Ok(line);
        }
    }
}

/// What separates the cells: the sign that the header has most of.
fn separator(header: &[u8]) -> Option<u8> {
    let count = |sign: u8| header.iter().filter(|byte| **byte == sign).count();
    [b';', b',', b'\t'].into_iter().max_by_key(|sign| (count(*sign), *sign == b';')).filter(|sign| count(*sign) > 0)
}

/// `Code établissement` and `code_etablissement` are one header.
fn spelling(header: &str) -> String {
    let folded = fold(header.trim_start_matches('\u{feff}'));
    folded.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join("_")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file that goes with its test.
    struct Written(Source);

    impl Drop for Written {
        fn drop(&mut self) {
            if let Source::File(path) = &self.0 {
                std::fs::remove_file(path).expect("the file of this test");
            }
        }
    }

    fn written(name: &str, bytes: &[u8]) -> Written {
        let file = std::env::temp_dir().join(format!("rupn-sheet-{}-{name}", std::process::id()));
        std::fs::write(&file, bytes).expect("a file");
        Written(Source::File(file))
    }

    fn sheet(file: &Written, limits: Limits) -> Result<Sheet, Stop> {
        Sheet::open(&file.0, writing(&file.0, limits)?, limits, |columns| columns.has("commune") || columns.has("a"))
    }

    #[test]
    fn headers_are_found_in_any_spelling_encoding_separator_and_line_end() {
        let wide: Vec<u8> = "\u{feff}Code établissement;Commune\n0860001J;Poitiers\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let cases: [(&str, &[u8]); 8] = [
            ("bom", "\u{feff}Code établissement;Commune\n0860001J;Poitiers\n".as_bytes()),
            ("cp1252", b"Code \xe9tablissement;Commune\r\n0860001J;Poitiers\r\n"),
            ("comma", b"commune,CODE_ETABLISSEMENT\nPoitiers,0860001J\n"),
            ("tab", b"Code etablissement\tCommune\n\"0860001J\"\t  Poitiers \n"),
            ("utf16", &wide),
            ("mac", b"Code \xe9tablissement;Commune\r0860001J;Poitiers\r"),
            ("decomposed", "Code e\u{301}tablissement;Commune\n0860001J;Poitiers\n".as_bytes()),
            ("json", "\n{\"code_etablissement\": \"0860001J\", \"Commune\": \"Poitiers\"}\n".as_bytes()),
        ];
        for (name, bytes) in cases {
            let file = written(name, bytes);
            let mut sheet = sheet(&file, Limits::default()).unwrap_or_else(|stop| panic!("{name}: {stop}"));
            let line = sheet.line().expect("readable").expect("a line");
            assert_eq!(line.text(&["code_etablissement"]).as_deref(), Some("0860001J"), "{name}");
            assert_eq!((line.text(&["nothing", "commune"]).as_deref(), line.number), (Some("Poitiers"), 2), "{name}");
            assert!(sheet.line().expect("readable").is_none());
        }
    }

    #[test]
    fn a_character_cut_between_two_blocks_is_utf_8() {
        let file = written("cut", format!("{}é", "a".repeat(64 * 1024 - 1)).as_bytes());
        assert_eq!(writing(&file.0, Limits::default()).expect("readable").encoding, UTF_8);
        let file = written("cut2", &[b"a".repeat(64 * 1024 - 1), vec![0xe9]].concat());
        assert_eq!(writing(&file.0, Limits::default()).expect("readable").encoding, WINDOWS_1252);
    }

    #[test]
    fn what_is_too_large_stops_before_it_is_read() {
        let file = written("large", b"a;b\n1;2\n3;4\n");
        let read = |limits: Limits| {
            let mut sheet = sheet(&file, limits)?;
            while sheet.line()?.is_some() {}
            Ok::<_, Stop>(())
        };
        assert!(read(Limits::default()).is_ok());
        for limits in [
            Limits { bytes: 5, ..Limits::default() },
            Limits { lines: 1, ..Limits::default() },
            Limits { cells: 1, ..Limits::default() },
            Limits { cell_bytes: 0, ..Limits::default() },
        ] {
            assert!(read(limits).is_err(), "{limits:?}");
        }
    }

    #[test]
    fn damage_is_told_with_its_line() {
        let long = [b"a;b\n1;".to_vec(), b"x".repeat(3 << 20), b"\n".to_vec()].concat();
        let open = format!("a;b\n1;2\n\"3;4\n{}", "5;6\n".repeat(200));
        let cases: [(&str, &[u8], &str); 6] = [
            ("empty", b"", "empty"),
            ("binary", b"a;b\n\x00\x01;2\n", "byte 5 is 0"),
            ("double", b"a;b;A\n1;2;3\n", "two columns"),
            ("line", &long, "more than 1048576 bytes"),
            ("quote", open.as_bytes(), "line 3: a quote"),
            ("title", b"x;y\n1;2\n", "no line among the first"),
        ];
        for (name, bytes, words) in cases {
            let file = written(name, bytes);
            let read = || {
                let mut sheet = sheet(&file, Limits::default())?;
                while sheet.line()?.is_some() {}
                Ok::<_, Stop>(())
            };
            let stop = read().expect_err(name);
            assert!(stop.to_string().contains(words), "{name}: {stop}");
        }
        let file = written("cells", b"a;b\n1\n1;2;3\n\"1;2");
        let mut sheet = sheet(&file, Limits::default()).expect("a table");
        for (number, words) in [(2, "1 cells"), (3, "3 cells"), (4, "1 cells")] {
            let line = sheet.line().expect("readable").expect("a line");
            assert_eq!(line.number, number);
            assert!(line.broken.as_ref().is_some_and(|broken| broken.contains(words)), "{:?}", line.broken);
        }
        assert!(writing(&file.0, Limits::default()).expect("readable").is_cut);
    }
}
