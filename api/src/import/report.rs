//! What became of each line of a file: every line is counted once, and what was refused can be mended and given back.

use std::{
    collections::BTreeMap,
    fmt,
    fs::File,
    io::{BufWriter, Write},
    path::Path,
};

use kernel::work::{RowResult, RowStatus};
use serde_json::{Map, Value as Json};

use super::{Stop, csv_cell::outward};

/// Why a line was left out although nothing is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Skip {
    /// Not an establishment of the second degree.
    OutOfScope,
    /// Closed, and not known or known as closed.
    Closed,
    /// Of an academy that was not asked for.
    OtherAcademy,
    /// Another line of the same UAI was kept.
    SameUai,
    /// The same as a line above.
    Double,
    /// A total, a title or an empty line.
    NoRow,
}

impl fmt::Display for Skip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OutOfScope => "not of the second degree",
            Self::Closed => "closed",
            Self::OtherAcademy => "of another academy",
            Self::SameUai => "another line of the same UAI",
            Self::Double => "the same as a line above",
            Self::NoRow => "empty, a title or a total",
        })
    }
}

/// What is wrong with a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fault {
    /// What the line is about, as it was written.
    pub key: String,
    /// Column at fault, as the file writes it; empty for the whole line.
    pub column: String,
    /// What is wrong.
    pub reason: String,
    /// What the column probably should say; empty where only its owner knows.
    pub repair: String,
    /// The lines that are proposed instead, by the cells that differ; the repair alone when there are none.
    pub instead: Vec<Vec<(String, String)>>,
}

impl Fault {
    /// What is wrong with a line.
    pub fn of(key: &str, column: &str, reason: &str, repair: &str) -> Self {
        Self { key: key.into(), column: column.into(), reason: reason.into(), repair: repair.into(), instead: Vec::new() }
    }

    /// The same about something.
    #[must_use]
    pub fn about(self, key: &str) -> Self {
        Self { key: key.into(), ..self }
    }
}

/// A line of the file, for the reject file.
#[derive(Clone, Debug, Default)]
pub struct Place {
    /// Its number.
    pub number: u64,
    /// Its cells with their headers.
    pub cells: Vec<(String, String)>,
}

/// Where refused lines go.
enum Rejects {
    Csv(Box<csv::Writer<File>>, Vec<String>),
    Json(BufWriter<File>),
}

/// The counts of an import, and its reject file.
#[derive(Default)]
pub struct Report {
    lines: u64,
    created: u64,
    updated: u64,
    unchanged: u64,
    rejected: u64,
    ended: u64,
    emptied: u64,
    skipped: BTreeMap<Skip, u64>,
    reasons: BTreeMap<String, u64>,
    warnings: Vec<String>,
    file: Option<Rejects>,
}

/// The columns that the reject file puts before the file's own.
const COLUMNS: [&str; 5] = ["line", "key", "column", "reason", "repair"];

impl Report {
    /// A report that writes what is refused to a file, as the file is written: CSV with these headers, or JSON.
    pub fn new(rejects: Option<&Path>, headers: Option<Vec<String>>) -> Result<Self, Stop> {
        let Some(path) = rejects else { return Ok(Self::default()) };
        let unwritable = |error: &dyn fmt::Display| Stop(format!("the reject file {} cannot be written: {error}", path.display()));
        let file = match headers {
            None => Rejects::Json(BufWriter::new(File::create(path).map_err(|error| unwritable(&error))?)),
            Some(headers) => {
                // A reject file that is given back has these columns already.
                let headers: Vec<String> = headers.into_iter().filter(|header| !COLUMNS.contains(&header.as_str())).collect();
                let mut file = csv::Writer::from_path(path).map_err(|error| unwritable(&error))?;
                file.write_record(COLUMNS.into_iter().chain(headers.iter().map(String::as_str))).map_err(|error| unwritable(&error))?;
                Rejects::Csv(Box::new(file), headers)
            }
        };
        Ok(Self { file: Some(file), ..Self::default() })
    }

    /// Whether refused lines are written with their cells.
    pub const fn wants_cells(&self) -> bool {
        self.file.is_some()
    }

    /// A line was left out.
    pub fn skip(&mut self, skip: Skip) {
        self.lines += 1;
        *self.skipped.entry(skip).or_default() += 1;
    }

    /// A line was refused.
    pub fn reject(&mut self, place: &Place, fault: &Fault) -> Result<(), Stop> {
        self.lines += 1;
        self.rejected += 1;
        let what = if fault.column.is_empty() { "the line".to_owned() } else { fault.column.clone() };
        *self.reasons.entry(format!("{what}: {}", fault.reason.split(':').next().unwrap_or_default())).or_default() += 1;
        self.write(place, fault)
    }

    /// A cell could not be read: the line was loaded without it.
    pub fn empty(&mut self, place: &Place, fault: &Fault) -> Result<(), Stop> {
        self.emptied += 1;
        self.write(place, &Fault { reason: format!("{}; the line was loaded without it", fault.reason), ..fault.clone() })
    }

    fn write(&mut self, place: &Place, fault: &Fault) -> Result<(), Stop> {
        let Some(file) = &mut self.file else { return Ok(()) };
        let repair = vec![(fault.column.clone(), fault.repair.clone())];
        let proposed = if fault.instead.is_empty() { vec![if fault.repair.is_empty() { Vec::new() } else { repair }] } else { fault.instead.clone() };
        let about = [place.number.to_string(), fault.key.clone(), fault.column.clone(), fault.reason.clone(), fault.repair.clone()];
        for cells in proposed {
            let cell = |header: &str| {
                let changed = cells.iter().find(|(name, _)| name == header);
                changed.or_else(|| place.cells.iter().find(|(name, _)| name == header)).map_or("", |(_, text)| text.as_str())
            };
            let written = match file {
                Rejects::Csv(file, headers) => {
                    let own = headers.iter().map(|header| cell(header));
                    let texts: Vec<String> = about.iter().map(String::as_str).chain(own).map(|text| outward(text).into_owned()).collect();
                    file.write_record(texts).map_err(|error| error.to_string())
                }
                Rejects::Json(file) => {
                    let about = COLUMNS.into_iter().zip(&about).map(|(name, text)| (name.to_owned(), Json::from(text.as_str())));
                    let own = place.cells.iter().filter(|(name, _)| !COLUMNS.contains(&name.as_str()));
                    let own = own.map(|(name, _)| (name.clone(), Json::from(cell(name))));
                    let object: Map<String, Json> = about.chain(own).collect();
                    serde_json::to_string(&object)
                        .map_err(|error| error.to_string())
                        .and_then(|text| writeln!(file, "{text}").map_err(|error| error.to_string()))
                }
            };
            written.map_err(|error| Stop(format!("the reject file cannot be written: {error}")))?;
        }
        Ok(())
    }

    /// What became of a line that was loaded.
    pub fn count(&mut self, place: &Place, result: &RowResult) -> Result<(), Stop> {
        match (result.status, &result.fault) {
            (RowStatus::Rejected, fault) => {
                let fault = fault.as_ref().map_or_else(Fault::default, |fault| {
                    let hint = fault.hint.as_ref().map_or(String::new(), |(english, _)| format!(" {english}"));
                    Fault::of(&result.key, fault.argument.as_deref().unwrap_or_default(), &format!("{}{hint}", fault.message.0), "")
                });
                return self.reject(place, &fault);
            }
            (RowStatus::Created, _) => self.created += 1,
            (RowStatus::Updated, _) => self.updated += 1,
            (RowStatus::Unchanged, _) => self.unchanged += 1,
        }
        self.lines += 1;
        Ok(())
    }

    /// What became of a row that a whole list does not name.
    pub fn end(&mut self, result: &RowResult) {
        match &result.fault {
            None => self.ended += u64::from(result.status != RowStatus::Unchanged),
            Some(fault) => self.warnings.push(format!("{} is not in the file and cannot be ended: {}", result.key, fault.message.0)),
        }
    }

    /// Something that whoever imports should know.
    pub fn warn(&mut self, warning: String) {
        self.warnings.push(warning);
    }

    /// Lines that were counted.
    pub const fn lines(&self) -> u64 {
        self.lines
    }

    /// Lines that made an object.
    pub const fn created(&self) -> u64 {
        self.created
    }

    /// Lines that changed one.
    pub const fn updated(&self) -> u64 {
        self.updated
    }

    /// Lines of which everything was so already.
    pub const fn unchanged(&self) -> u64 {
        self.unchanged
    }

    /// Lines that were refused.
    pub const fn rejected(&self) -> u64 {
        self.rejected
    }

    /// Objects that a whole list does not name, and that ended.
    pub const fn ended(&self) -> u64 {
        self.ended
    }

    /// Cells that could not be read.
    pub const fn emptied(&self) -> u64 {
        self.emptied
    }

    /// Lines that were left out.
    pub fn skipped(&self) -> u64 {
        self.skipped.values().sum()
    }

    /// What whoever imports should know.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// Ends the reject file; every line of the file must have been counted.
    pub fn close(&mut self, lines: u64) -> Result<(), Stop> {
        let flushed = match &mut self.file {
            Some(Rejects::Csv(file, _)) => file.flush(),
            Some(Rejects::Json(file)) => file.flush(),
            None => Ok(()),
        };
        flushed.map_err(|error| Stop(format!("the reject file cannot be written: {error}")))?;
        if self.lines == lines { Ok(()) } else { Err(Stop(format!("{lines} lines were read and {} counted", self.lines))) }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { lines, created, updated, unchanged, rejected, .. } = self;
        writeln!(f, "{lines} lines: {created} created, {updated} updated, {unchanged} unchanged, {rejected} rejected")?;
        self.skipped.iter().try_for_each(|(skip, count)| writeln!(f, "  {count} left out: {skip}"))?;
        self.reasons.iter().try_for_each(|(reason, count)| writeln!(f, "  {count} rejected: {reason}"))?;
        if self.emptied > 0 {
            writeln!(f, "  {} cells could not be read; their lines were loaded without them", self.emptied)?;
        }
        if self.ended > 0 {
            writeln!(f, "  {} ended: not in the file", self.ended)?;
        }
        self.warnings.iter().try_for_each(|warning| writeln!(f, "  note: {warning}"))
    }
}
