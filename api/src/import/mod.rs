//! Files in: what offices and the ministry hold, loaded through our own commands.
//!
//! A file is read twice, line by line: first to know what it is and which lines speak of the same establishment, then to
//! load it, a thousand lines a command, parents before the sections that name them. Nothing that is the same is written
//! or announced; what is refused goes to the reject file with a repair. An import that stops half-way is run again.

pub mod annuaire;
pub mod report;
pub mod sheet;

use std::{
    collections::{BTreeMap, HashMap},
    fmt,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use encoding_rs::Encoding;
use entity::territory::zone::ZoneKind;
use kernel::{
    command::CommandOptions,
    scalars::{Date, Uai},
    store::Store,
    viewer::Viewer,
};

use self::{
    annuaire::{Entry, Family, Passed},
    report::{Report, Skip},
    sheet::{Limits, Sheet},
};
use crate::{
    demo::files,
    domain::territory::commands::{
        load_establishments::{EstablishmentRow, LoadDirectory, LoadEstablishments},
        load_territory::{LoadTerritory, ZoneRow},
    },
};

/// Longest time of an import.
const PATIENCE: Duration = Duration::from_secs(30 * 60);

/// Most steps from an annex to the establishment it belongs to in the end.
const DEEPEST: usize = 4;

/// Why an import stops: nothing of the lines at hand was written.
#[derive(Debug)]
pub struct Stop(pub String);

impl Stop {
    fn unreadable(file: &Path, error: &dyn fmt::Display) -> Self {
        Self(format!("{}: {error}", file.display()))
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How a file is imported.
#[derive(Clone, Debug)]
pub struct Import {
    /// The file.
    pub file: PathBuf,
    /// Codes of the academies whose lines are taken; all when empty.
    pub academies: Vec<String>,
    /// Counts what would change and writes nothing.
    pub dry_run: bool,
    /// Where the refused lines go.
    pub rejects: Option<PathBuf>,
    /// Who imports, for the audit.
    pub operator: String,
    /// What the file may hold at most.
    pub limits: Limits,
}

/// What the first reading of a file found.
struct Survey {
    encoding: &'static Encoding,
    family: Family,
    lines: u64,
    /// The line that is kept of each UAI.
    kept: HashMap<Uai, ((bool, String), u64)>,
    /// What establishments say they belong to.
    parents: HashMap<Uai, Uai>,
    /// The country's academies, departments and authorities, and the basins that the file names.
    territory: LoadTerritory,
}

impl Import {
    /// Imports the ministry's directory of establishments.
    pub async fn annuaire(&self, store: &Arc<Store>) -> Result<(Family, Report), Stop> {
        let survey = self.survey()?;
        let mut report = Report::new(self.rejects.as_deref())?;
        let viewer = Viewer::system(store, "import");
        let started = Instant::now();
        for round in 0..=survey.rounds() {
            let mut sheet = Sheet::open(&self.file, survey.encoding, self.limits)?;
            let mut chunk: Vec<(u64, Entry)> = Vec::with_capacity(kernel::bulk::CHUNK);
            while let Some(line) = sheet.line()? {
                let read = match annuaire::entry(&line, survey.family) {
                    Ok(entry) if self.is_other(&entry.academy) => Err(Passed::Skipped(Skip::OtherAcademy)),
                    Ok(entry) if !survey.keeps(&entry.row.uai, line.number) => Err(Passed::Skipped(Skip::SameUai)),
                    read => read,
                };
                match read {
                    Ok(entry) if survey.round(&entry.row.uai) == round => chunk.push((line.number, entry)),
                    // The first round counts what none loads.
                    Err(Passed::Skipped(skip)) if round == 0 => report.skip(skip),
                    Err(Passed::Rejected(fault)) if round == 0 => report.reject(line.number, &fault)?,
                    _ => {}
                }
                if chunk.len() == kernel::bulk::CHUNK {
                    self.load(&viewer, &survey, std::mem::take(&mut chunk), &mut report).await?;
                    if started.elapsed() > PATIENCE {
                        return Err(Stop("it takes more than 30 minutes; what is loaded stays, run it again to go on".into()));
                    }
                }
            }
            self.load(&viewer, &survey, chunk, &mut report).await?;
        }
        report.close(survey.lines)?;
        Ok((survey.family, report))
    }

    fn is_other(&self, academy: &str) -> bool {
        !self.academies.is_empty() && !self.academies.iter().any(|code| code == academy)
    }

    fn survey(&self) -> Result<Survey, Stop> {
        let encoding = sheet::encoding(&self.file, self.limits)?;
        let mut sheet = Sheet::open(&self.file, encoding, self.limits)?;
        let family = Family::of(&sheet).ok_or_else(|| {
            Stop(format!("{}: neither the annuaire de l'éducation nor the geolocation of establishments: no known column names a UAI", self.file.display()))
        })?;
        let mut survey = Survey {
            encoding,
            family,
            lines: 0,
            kept: HashMap::new(),
            parents: HashMap::new(),
            territory: LoadTerritory { zones: Vec::new(), ..files::territory() },
        };
        let mut basins = BTreeMap::new();
        while let Some(line) = sheet.line()? {
            survey.lines += 1;
            let Ok(entry) = annuaire::entry(&line, family) else { continue };
            let rank = annuaire::rank(&line, &entry.row.uai);
            let place = survey.kept.entry(entry.row.uai.clone()).or_insert_with(|| (rank.clone(), line.number));
            if rank < place.0 {
                *place = (rank, line.number);
            }
            if let Some(parent) = entry.row.parent.clone() {
                survey.parents.insert(entry.row.uai.clone(), parent);
            }
            if let Some((code, name)) = entry.row.basin.zip(entry.basin_name).filter(|_| !self.is_other(&entry.academy)) {
                basins.entry((entry.academy, code)).or_insert(name);
            }
        }
        survey.territory.zones = zones(basins);
        Ok(survey)
    }

    async fn load(&self, viewer: &Viewer, survey: &Survey, chunk: Vec<(u64, Entry)>, report: &mut Report) -> Result<(), Stop> {
        let lines: HashMap<String, u64> = chunk.iter().map(|(line, entry)| (entry.row.uai.to_string(), *line)).collect();
        let mut academies: BTreeMap<String, Vec<EstablishmentRow>> = BTreeMap::new();
        for (_, entry) in chunk {
            academies.entry(entry.academy).or_default().push(entry.row);
        }
        if academies.is_empty() {
            return Ok(());
        }
        let establishments = academies.into_iter().map(|(academy, rows)| LoadEstablishments {
            academy,
            rows,
            source: survey.family.to_string(),
            tells_contacts: survey.family.tells_contacts(),
            tells_pupils: survey.family.tells_pupils(),
        });
        let name = self.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let reason = Some(format!("import of {name} by {}", self.operator));
        let options = CommandOptions { dry_run: self.dry_run, reason, ..CommandOptions::default() };
        let command = LoadDirectory { territory: survey.territory.clone(), establishments: establishments.collect() };
        let (results, _) = viewer.perform(command, &options).await.map_err(|refusal| Stop(format!("the directory refused the lines at hand: {refusal:?}")))?;
        results.iter().try_for_each(|result| report.count(lines.get(&result.key).copied().unwrap_or_default(), result))
    }
}

impl Survey {
    fn keeps(&self, uai: &Uai, line: u64) -> bool {
        self.kept.get(uai).is_some_and(|(_, kept)| *kept == line)
    }

    /// The round that loads an establishment: after those that it belongs to. A circle ends somewhere.
    fn round(&self, uai: &Uai) -> usize {
        let above = std::iter::successors(Some(uai), |uai| self.parents.get(*uai).filter(|parent| self.kept.contains_key(*parent)));
        above.skip(1).take(DEEPEST).count()
    }

    fn rounds(&self) -> usize {
        self.parents.keys().map(|uai| self.round(uai)).max().unwrap_or_default()
    }
}

/// Basins by academy and code, from the first day that establishments had one.
fn zones(basins: BTreeMap<(String, String), String>) -> Vec<ZoneRow> {
    let first = Date("2001-09-01".parse().expect("a day"));
    let zone = |((academy, code), name)| ZoneRow { academy, kind: ZoneKind::Basin, code, name, note: None, starts_on: first };
    basins.into_iter().map(zone).collect()
}
