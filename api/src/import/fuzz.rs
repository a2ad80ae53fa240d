//! The readers against damaged files: real ones, their bytes changed by chance. Whatever comes, they answer, soon.
//!
//! Two seconds in each run; `RUPN_FUZZ_SECONDS` says how long instead, `RUPN_FUZZ_SEED` takes the same chances again.

use std::time::{Duration, Instant};

use chrono::NaiveDate;

use super::{
    Format,
    annuaire::Family,
    found,
    plain::Plain,
    referents::Referents,
    sheet::{self, Limits, Sheet, Source},
};
use crate::domain::{
    mandate::commands::upsert_mandates::MandateRow, people::commands::upsert_people::PersonRow, territory::commands::upsert_establishments::EstablishmentRow,
};

/// What the damage begins with.
const FILES: [&[u8]; 5] = [
    include_bytes!("../../../data/exports/fr-en-annuaire-education-excel-damaged.csv"),
    include_bytes!("../../../data/exports/liste-rupn-excel-export-cp1252.csv"),
    include_bytes!("../../../data/referents-2026-2027.csv"),
    b"school_year,establishment,person,starts_on\n2026-2027,0860001J,AAF:1,2026-09-01\n",
    b"{\"id\":null,\"identifiers\":\"AAF:1 | ENT:2\",\"family_name\":\"OEILLET\",\"given_name\":\"In\\u00e8s\"}\n",
];
/// Longest time that one file may take.
const SLOW: Duration = Duration::from_secs(2);

/// Numbers by chance (a linear congruential generator, Knuth's constants).
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % most.max(1)
    }

    fn damage(&mut self, bytes: &mut Vec<u8>) {
        const SIGNS: &[u8] = b"\";,\n\r\t'=\0\xff\xfe\xef\xbb\xbf{}[]:|/ 0\xe9";
        for _ in 0..=self.below(12) {
            let at = self.below(bytes.len());
            match self.below(5) {
                0 => bytes[at] = SIGNS[self.below(SIGNS.len())],
                1 => bytes.insert(at, SIGNS[self.below(SIGNS.len())]),
                2 => drop(bytes.drain(at..(at + self.below(40)).min(bytes.len()))),
                3 => bytes.truncate(at),
                _ => {
                    let piece: Vec<u8> = bytes[at..(at + self.below(200)).min(bytes.len())].to_vec();
                    let to = self.below(bytes.len());
                    drop(bytes.splice(to..to, piece));
                }
            }
            if bytes.is_empty() {
                return;
            }
        }
    }
}

fn read<F: Format>(source: &Source, as_of: NaiveDate) -> usize {
    let limits = Limits::default();
    let Ok(writing) = sheet::writing(source, limits) else { return 0 };
    let Ok(mut table) = Sheet::open(source, writing, limits, |columns| F::recognise(columns).is_some()) else { return 0 };
    let Some(format) = F::recognise(&table.columns()) else { return 0 };
    let mut lines = 0;
    while let Ok(Some(line)) = table.line() {
        lines += 1;
        let _ = (found(&format, &line, as_of).is_ok(), line.cells().len());
    }
    lines
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the run of the tests is set by its environment")]
fn damaged_files_are_read_or_refused_and_nothing_breaks() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let seed = number("RUPN_FUZZ_SEED").unwrap_or_else(|| u64::from(std::process::id()));
    let until = Duration::from_secs(number("RUPN_FUZZ_SECONDS").unwrap_or(2));
    let (mut chance, started, as_of) = (Chance(seed), Instant::now(), NaiveDate::from_ymd_opt(2026, 11, 25).expect("a day"));
    let (mut files, mut lines) = (0_u64, 0);
    while started.elapsed() < until {
        let mut bytes = FILES[chance.below(FILES.len())].to_vec();
        chance.damage(&mut bytes);
        let source = Source::Memory("damaged".into(), bytes.into());
        let begun = Instant::now();
        lines += read::<Family>(&source, as_of) + read::<Referents>(&source, as_of);
        lines += read::<Plain<MandateRow>>(&source, as_of) + read::<Plain<PersonRow>>(&source, as_of) + read::<Plain<EstablishmentRow>>(&source, as_of);
        assert!(begun.elapsed() < SLOW, "seed {seed}, file {files}: {:?}", begun.elapsed());
        files += 1;
    }
    println!("{files} damaged files, {lines} lines read; RUPN_FUZZ_SEED={seed}");
    assert!(lines > 0, "some files are read: seed {seed}");
}
