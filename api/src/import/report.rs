//! What became of each line of a file: every line is counted once, and what was refused can be mended and given back.

use std::{collections::BTreeMap, fmt, fs::File, path::Path};

use kernel::work::{RowResult, RowStatus};

use super::Stop;

/// Why a line was left out although nothing is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Skip {
    /// Not an establishment of the second degree.
    OutOfScope,
    /// Closed.
    Closed,
    /// Of an academy that was not asked for.
    OtherAcademy,
    /// Another line of the same UAI was kept.
    SameUai,
}

impl fmt::Display for Skip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OutOfScope => "not of the second degree",
            Self::Closed => "closed",
            Self::OtherAcademy => "of another academy",
            Self::SameUai => "another line of the same UAI",
        })
    }
}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What the line is about, as it was written.
    pub key: String,
    /// Column at fault; empty for the whole line.
    pub column: String,
    /// What is wrong.
    pub reason: String,
    /// How to mend it; empty where only its owner knows.
    pub repair: String,
}

impl Fault {
    /// What is wrong with a line.
    pub fn of(key: &str, column: &str, reason: &str, repair: &str) -> Self {
        Self { key: key.into(), column: column.into(), reason: reason.into(), repair: repair.into() }
    }
}

/// The counts of an import, and its reject file.
#[derive(Default)]
pub struct Report {
    lines: u64,
    created: u64,
    updated: u64,
    unchanged: u64,
    rejected: u64,
    skipped: BTreeMap<Skip, u64>,
    file: Option<csv::Writer<File>>,
}

impl Report {
    /// A report that writes what is refused to a file.
    pub fn new(rejects: Option<&Path>) -> Result<Self, Stop> {
        let Some(path) = rejects else { return Ok(Self::default()) };
        let mut file = csv::Writer::from_path(path).map_err(|error| Stop::unreadable(path, &error))?;
        file.write_record(["line", "key", "column", "reason", "repair"]).map_err(|error| Stop::unreadable(path, &error))?;
        Ok(Self { file: Some(file), ..Self::default() })
    }

    /// A line was left out.
    pub fn skip(&mut self, skip: Skip) {
        self.lines += 1;
        *self.skipped.entry(skip).or_default() += 1;
    }

    /// A line was refused.
    pub fn reject(&mut self, line: u64, fault: &Fault) -> Result<(), Stop> {
        self.lines += 1;
        self.rejected += 1;
        if let Some(file) = &mut self.file {
            file.write_record([&line.to_string(), &fault.key, &fault.column, &fault.reason, &fault.repair])
                .map_err(|error| Stop(format!("the reject file cannot be written: {error}")))?;
        }
        Ok(())
    }

    /// What became of a line that was loaded.
    pub fn count(&mut self, line: u64, result: &RowResult) -> Result<(), Stop> {
        match (result.status, &result.fault) {
            (RowStatus::Rejected, Some(fault)) => {
                let hint = fault.hint.as_ref().map_or("", |(english, _)| english);
                return self.reject(line, &Fault::of(&result.key, fault.argument.as_deref().unwrap_or_default(), &fault.message.0, hint));
            }
            (RowStatus::Created, _) => self.created += 1,
            (RowStatus::Updated, _) => self.updated += 1,
            (RowStatus::Unchanged, _) => self.unchanged += 1,
            (RowStatus::Rejected, None) => self.rejected += 1,
        }
        self.lines += 1;
        Ok(())
    }

    /// Lines that were counted.
    pub const fn lines(&self) -> u64 {
        self.lines
    }

    /// Lines that made an establishment.
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

    /// Lines that were left out.
    pub fn skipped(&self) -> u64 {
        self.skipped.values().sum()
    }

    /// Whether something was refused.
    pub const fn has_rejects(&self) -> bool {
        self.rejected > 0
    }

    /// Ends the reject file; every line of the file must have been counted.
    pub fn close(&mut self, lines: u64) -> Result<(), Stop> {
        if let Some(file) = &mut self.file {
            file.flush().map_err(|error| Stop(format!("the reject file cannot be written: {error}")))?;
        }
        if self.lines == lines { Ok(()) } else { Err(Stop(format!("{lines} lines were read and {} counted", self.lines))) }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { lines, created, updated, unchanged, rejected, .. } = self;
        writeln!(f, "{lines} lines: {created} created, {updated} updated, {unchanged} unchanged, {rejected} rejected")?;
        self.skipped.iter().try_for_each(|(skip, count)| writeln!(f, "  {count} left out: {skip}"))
    }
}
