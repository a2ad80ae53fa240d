//! What clients sent and what was acknowledged to them, in the order of time, in a file.

use std::{
    fs::{File, OpenOptions},
    io::{BufRead, BufReader, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    sync::Mutex,
};

use kernel::Uuid;
use serde::{Deserialize, Serialize};

/// A line of the journal.
#[derive(Debug, Serialize, Deserialize)]
pub enum Line {
    /// A mutation is about to be sent, for the first time or again.
    Sent {
        /// Its idempotency key.
        key: String,
        /// Its name.
        mutation: String,
    },
    /// The whole answer came: it is done.
    Acknowledged {
        /// Its idempotency key.
        key: String,
        /// The objects that it made or changed.
        ids: Vec<Uuid>,
        /// Whether an earlier try had done it.
        replayed: bool,
    },
    /// The whole answer came: nothing was done, try again.
    Refused {
        /// Its idempotency key.
        key: String,
    },
    /// No answer came.
    Unanswered {
        /// Its idempotency key.
        key: String,
    },
}

/// The journal of a load.
pub struct Journal {
    path: PathBuf,
    file: Mutex<File>,
}

impl Journal {
    /// A new journal.
    pub fn new(path: &Path) -> Self {
        let file = OpenOptions::new().create_new(true).append(true).open(path).expect("a new journal");
        Self { path: path.to_owned(), file: Mutex::new(file) }
    }

    /// Adds a line; what was acknowledged is on the disk when this returns.
    pub fn write(&self, line: &Line) {
        let mut text = serde_json::to_vec(line).expect("a line");
        text.push(b'\n');
        let mut file = self.file.lock().expect("no writer panicked");
        file.write_all(&text).expect("room for the journal");
        if matches!(line, Line::Acknowledged { .. }) {
            file.sync_data().expect("a disk");
        }
    }

    /// The lines from a place on, and the place after them.
    pub fn read(&self, from: u64) -> (Vec<Line>, u64) {
        let mut file = File::open(&self.path).expect("the journal");
        file.seek(SeekFrom::Start(from)).expect("a place in the journal");
        let lines = BufReader::new(&file).lines().map(|line| serde_json::from_str(&line.expect("a line")).expect("a line of the journal")).collect();
        (lines, file.metadata().expect("a file").len())
    }
}
