//! Reads a table as offices send it: whatever its encoding, its separator and the spelling of its headers.
//!
//! Nothing is held in memory but the line at hand. Columns are found by name, never by place.

use std::{
    collections::HashMap,
    fs::File,
    io::{BufRead, BufReader, Read},
    path::Path,
};

use csv::StringRecord;
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use encoding_rs_io::{DecodeReaderBytes, DecodeReaderBytesBuilder};
use kernel::fold::fold;

use super::Stop;

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
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 512 * 1024 * 1024, lines: 1_000_000, cells: 500, cell_bytes: 64 * 1024 }
    }
}

/// A table in a file.
pub struct Sheet {
    reader: csv::Reader<DecodeReaderBytes<File, Vec<u8>>>,
    columns: HashMap<String, usize>,
    limits: Limits,
    width: usize,
    behind: u64,
    read: u64,
    record: StringRecord,
}

/// One line of a table.
pub struct Line<'s> {
    /// Number of the line in the file; the header is 1.
    pub number: u64,
    /// Whether it has as many cells as the header.
    pub is_whole: bool,
    columns: &'s HashMap<String, usize>,
    record: &'s StringRecord,
}

impl Line<'_> {
    /// The text of the first of these columns that has one, its spaces tidied.
    pub fn text(&self, names: &[&str]) -> Option<String> {
        let cells = names.iter().filter_map(|name| self.columns.get(*name).and_then(|at| self.record.get(*at)));
        cells.map(|cell| cell.split_whitespace().collect::<Vec<_>>().join(" ")).find(|text| !text.is_empty())
    }
}

impl Sheet {
    /// Opens a file whose encoding was found.
    pub fn open(file: &Path, encoding: &'static Encoding, limits: Limits) -> Result<Self, Stop> {
        let first = first_line(file, encoding)?;
        let separator = separator(&first)
            .ok_or_else(|| Stop(format!("{}: the first line is no header of a table separated by semicolons, commas or tabs", file.display())))?;
        // The reader tells a record's line before it has read the second half of the CRLF above it.
        let behind = u64::from(first.ends_with(b"\r\n"));
        let decoded = DecodeReaderBytesBuilder::new().encoding(Some(encoding)).bom_override(true).build(opened(file)?);
        let mut reader = csv::ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(decoded);
        let headers = reader.headers().map_err(|error| Stop::unreadable(file, &error))?.clone();
        let mut columns = HashMap::new();
        for (at, header) in headers.iter().enumerate() {
            columns.entry(spelling(header)).or_insert(at);
        }
        Ok(Self { reader, columns, limits, width: headers.len(), behind, read: 0, record: StringRecord::new() })
    }

    /// Whether the table has a column, by the common spelling of its header.
    pub fn has(&self, column: &str) -> bool {
        self.columns.contains_key(column)
    }

    /// The next line.
    pub fn line(&mut self) -> Result<Option<Line<'_>>, Stop> {
        if !self.reader.read_record(&mut self.record).map_err(|error| Stop(format!("line {}: {error}", self.read + 2)))? {
            return Ok(None);
        }
        self.read += 1;
        let number = self.record.position().map_or(self.read + 1, |position| position.line() + self.behind);
        if self.read > self.limits.lines {
            return Err(Stop(format!("the file has more than {} lines; split it", self.limits.lines)));
        }
        if self.record.len() > self.limits.cells || self.record.iter().any(|cell| cell.len() > self.limits.cell_bytes) {
            return Err(Stop(format!("line {number} has more than {} cells or a cell of more than {} bytes", self.limits.cells, self.limits.cell_bytes)));
        }
        Ok(Some(Line { number, is_whole: self.record.len() == self.width, columns: &self.columns, record: &self.record }))
    }
}

/// UTF-8 when the whole file is, else Windows-1252, which spreadsheets write; refuses a file that is too large.
pub fn encoding(file: &Path, limits: Limits) -> Result<&'static Encoding, Stop> {
    let mut reader = BufReader::with_capacity(64 * 1024, opened(file)?.take(limits.bytes + 1));
    let (mut total, mut cut) = (0_u64, Vec::new());
    loop {
        let bytes = reader.fill_buf().map_err(|error| Stop::unreadable(file, &error))?;
        if bytes.is_empty() {
            return Ok(if cut.is_empty() { UTF_8 } else { WINDOWS_1252 });
        }
        let length = bytes.len();
        total += length as u64;
        if total > limits.bytes {
            return Err(Stop(format!("{} has more than {} bytes; split it", file.display(), limits.bytes)));
        }
        cut.extend_from_slice(bytes);
        reader.consume(length);
        match std::str::from_utf8(&cut) {
            Ok(_) => cut.clear(),
            // A character cut at the end of a block goes on in the next.
            Err(error) if error.error_len().is_none() => drop(cut.drain(..error.valid_up_to())),
            Err(_) => return Ok(WINDOWS_1252),
        }
    }
}

fn first_line(file: &Path, encoding: &'static Encoding) -> Result<Vec<u8>, Stop> {
    let mut first = Vec::new();
    let decoded = DecodeReaderBytesBuilder::new().encoding(Some(encoding)).build(opened(file)?);
    BufReader::new(decoded).take(64 * 1024).read_until(b'\n', &mut first).map_err(|error| Stop::unreadable(file, &error))?;
    Ok(first)
}

/// What separates the cells: the sign that the header has most of.
fn separator(header: &[u8]) -> Option<u8> {
    let count = |sign: u8| header.iter().filter(|byte| **byte == sign).count();
    [b';', b',', b'\t'].into_iter().max_by_key(|sign| (count(*sign), *sign == b';')).filter(|sign| count(*sign) > 0)
}

fn opened(file: &Path) -> Result<File, Stop> {
    File::open(file).map_err(|error| Stop::unreadable(file, &error))
}

/// `Code établissement` and `code_etablissement` are one header.
fn spelling(header: &str) -> String {
    let folded = fold(header.trim_start_matches('\u{feff}'));
    folded.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join("_")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(name: &str, bytes: &[u8]) -> std::path::PathBuf {
        let file = std::env::temp_dir().join(format!("rupn-sheet-{}-{name}", std::process::id()));
        std::fs::write(&file, bytes).expect("a file");
        file
    }

    #[test]
    fn headers_are_found_in_any_spelling_encoding_and_separator() {
        let cases: [(&str, &[u8]); 4] = [
            ("bom", "\u{feff}Code établissement;Commune\n0860001J;Poitiers\n".as_bytes()),
            ("cp1252", b"Code \xe9tablissement;Commune\r\n0860001J;Poitiers\r\n"),
            ("comma", b"commune,CODE_ETABLISSEMENT\nPoitiers,0860001J\n"),
            ("tab", b"Code etablissement\tCommune\n\"0860001J\"\t  Poitiers \n"),
        ];
        for (name, bytes) in cases {
            let file = written(name, bytes);
            let encoding = encoding(&file, Limits::default()).expect("readable");
            let mut sheet = Sheet::open(&file, encoding, Limits::default()).expect("a table");
            let line = sheet.line().expect("readable").expect("a line");
            assert_eq!(line.text(&["code_etablissement"]).as_deref(), Some("0860001J"), "{name}");
            assert_eq!((line.text(&["nothing", "commune"]).as_deref(), line.number), (Some("Poitiers"), 2), "{name}");
            assert!(sheet.line().expect("readable").is_none());
            std::fs::remove_file(file).expect("the file of this test");
        }
    }

    #[test]
    fn a_character_cut_between_two_blocks_is_utf_8() {
        let file = written("cut", format!("{}é", "a".repeat(64 * 1024 - 1)).as_bytes());
        assert_eq!(encoding(&file, Limits::default()).expect("readable"), UTF_8);
        std::fs::write(&file, [b"a".repeat(64 * 1024 - 1), vec![0xe9]].concat()).expect("a file");
        assert_eq!(encoding(&file, Limits::default()).expect("readable"), WINDOWS_1252);
        std::fs::remove_file(file).expect("the file of this test");
    }

    #[test]
    fn what_is_too_large_stops_before_it_is_read() {
        let file = written("large", b"a;b\n1;2\n3;4\n");
        assert!(encoding(&file, Limits { bytes: 5, ..Limits::default() }).is_err());
        let read = |limits: Limits| {
            let mut sheet = Sheet::open(&file, UTF_8, limits).expect("a table");
            while sheet.line()?.is_some() {}
            Ok::<_, Stop>(())
        };
        assert!(read(Limits::default()).is_ok());
        assert!(read(Limits { lines: 1, ..Limits::default() }).is_err());
        assert!(read(Limits { cells: 1, ..Limits::default() }).is_err());
        assert!(read(Limits { cell_bytes: 0, ..Limits::default() }).is_err());
        std::fs::remove_file(file).expect("the file of this test");
    }
}
