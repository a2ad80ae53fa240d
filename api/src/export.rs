//! Files out: the tables of the directory, row after row, as one instant knows them. What is written here, `import` reads.

use std::io::Write;

use csv::StringRecord;
use kernel::{refusal::Refusal, store::Store};

use crate::{
    import::csv_cell::outward,
    tables::{Scope, Table},
};

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum FileFormat {
    /// Comma-separated, UTF-8, a header.
    Csv,
    /// A JSON object a line.
    Ndjson,
}

/// Writes the rows of some academies, of all when none is named; how many they were.
pub async fn export<T: Table>(store: &Store, academies: &[String], format: FileFormat, out: impl Write + Send) -> Result<u64, Refusal> {
    let snapshot = store.snapshot().await?;
    let day = store.system("export").today;
    let scope = Scope::of(&snapshot, academies, day).await?;
    let mut rows = 0;
    match format {
        FileFormat::Csv => {
            let mut out = csv::Writer::from_writer(out);
            let sink = &mut |row: T| {
                for record in records(&row, rows == 0)? {
                    out.write_record(record.iter().map(|cell| outward(cell).into_owned())).map_err(Refusal::internal)?;
                }
                rows += 1;
                Ok(())
            };
            T::rows(&snapshot, &scope, sink).await?;
            out.flush().map_err(Refusal::internal)?;
        }
        FileFormat::Ndjson => {
            let mut out = std::io::BufWriter::with_capacity(64 * 1024, out);
            let sink = &mut |row: T| {
                rows += 1;
                serde_json::to_writer(&mut out, &row).map_err(Refusal::internal)?;
                out.write_all(b"\n").map_err(Refusal::internal)
            };
            T::rows(&snapshot, &scope, sink).await?;
            out.flush().map_err(Refusal::internal)?;
        }
    }
    Ok(rows)
}

/// A file that is made for its reader and does not come back: a header and rows of cells, as CSV.
pub fn written(header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Result<String, Refusal> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(header).map_err(Refusal::internal)?;
    for row in rows {
        out.write_record(row.iter().map(|cell| outward(cell).into_owned())).map_err(Refusal::internal)?;
    }
    String::from_utf8(out.into_inner().map_err(|error| Refusal::internal(error.to_string()))?).map_err(Refusal::internal)
}

/// The cells of a row, after those of the header where it is wanted.
fn records<T: Table>(row: &T, with_header: bool) -> Result<Vec<StringRecord>, Refusal> {
    let mut one = csv::WriterBuilder::new().has_headers(with_header).buffer_capacity(1024).from_writer(Vec::new());
    one.serialize(row).map_err(Refusal::internal)?;
    let written = one.into_inner().map_err(Refusal::internal)?;
    csv::ReaderBuilder::new().has_headers(false).from_reader(written.as_slice()).into_records().collect::<Result<_, _>>().map_err(Refusal::internal)
}
