//! `rupn audit`: the trail as lines of JSON, and the check of its chain, in the database or in a file that was exported.

use std::{
    fs::File,
    io::{BufRead, BufReader, Write},
    path::Path,
};

use kernel::{
    refusal::Refusal,
    store::Store,
    trail::{self, Chain, Line},
};

/// Longest line of an exported audit: a thousand changes with all their columns.
const LONGEST: u64 = 16 << 20;

/// Place and hash of a row: publish those of the last one, and nothing before it can be altered unseen.
pub type Head = (i64, String);

/// What a check found.
#[derive(Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Rows that were followed.
    pub rows: u64,
    /// The last row that fits.
    pub head: Option<Head>,
    /// Where the chain is broken.
    pub broken: Option<String>,
}

/// Writes every row of the audit as a line.
pub async fn export(store: &Store, out: &mut (dyn Write + Send)) -> Result<u64, String> {
    let mut rows = 0;
    each(store, |line| {
        rows += 1;
        serde_json::to_writer(&mut *out, line).map_err(|error| error.to_string())?;
        out.write_all(b"\n").map_err(|error| error.to_string())
    })
    .await?;
    out.flush().map_err(|error| error.to_string())?;
    Ok(rows)
}

/// Checks the chain of the database from its first row.
pub async fn verify(store: &Store, through: Option<&Head>) -> Result<Verdict, String> {
    let mut check = Check::through(through);
    each(store, |line| {
        check.follow(line);
        Ok(())
    })
    .await?;
    Ok(check.verdict())
}

/// Checks the chain of an exported file, with nothing but the file.
pub fn verify_file(file: &Path, through: Option<&Head>) -> Result<Verdict, String> {
    let mut reader = BufReader::new(File::open(file).map_err(|error| format!("{} cannot be read: {error}", file.display()))?);
    let mut check = Check::through(through);
    let mut number = 0_u64;
    loop {
        let mut written = Vec::new();
        std::io::Read::take(&mut reader, LONGEST).read_until(b'\n', &mut written).map_err(|error| error.to_string())?;
        if written.is_empty() {
            return Ok(check.verdict());
        }
        number += 1;
        match serde_json::from_slice::<Line>(&written) {
            Ok(line) => check.follow(&line),
            Err(error) => return Err(format!("line {number} is no row of the audit: {error}")),
        }
    }
}

async fn each(store: &Store, mut take: impl FnMut(&Line) -> Result<(), String>) -> Result<(), String> {
    let said = |refusal: Refusal| format!("the audit cannot be read: {refusal:?}");
    let snapshot = store.snapshot().await.map_err(said)?;
    let mut after = 0;
    loop {
        let lines = trail::lines(&snapshot, after).await.map_err(said)?;
        let Some(last) = lines.last() else { return Ok(()) };
        after = last.seq();
        lines.iter().try_for_each(&mut take)?;
    }
}

struct Check<'h> {
    chain: Chain,
    rows: u64,
    broken: Option<String>,
    /// A head that was published and not met yet.
    awaited: Option<&'h Head>,
}

impl<'h> Check<'h> {
    fn through(awaited: Option<&'h Head>) -> Self {
        Self { chain: Chain::default(), rows: 0, broken: None, awaited }
    }

    /// Follows to the first fault: what comes after it proves nothing.
    fn follow(&mut self, line: &Line) {
        if self.broken.is_some() {
            return;
        }
        let follows = if self.rows == 0 && line.seq() != 1 { Err("the rows before it are missing") } else { Ok(()) };
        match follows.and_then(|()| self.chain.follow(line).map_err(|broken| broken.why)) {
            Ok(()) => {
                self.rows += 1;
                if self.awaited.is_some() && self.awaited == self.chain.head() {
                    self.awaited = None;
                }
            }
            Err(why) => self.broken = Some(format!("row {}: {why}", line.seq())),
        }
    }

    fn verdict(mut self) -> Verdict {
        if let (None, Some((seq, _))) = (&self.broken, self.awaited) {
            self.broken = Some(format!("the head published at row {seq} is not in it"));
        }
        Verdict { rows: self.rows, head: self.chain.head().cloned(), broken: self.broken }
    }
}
