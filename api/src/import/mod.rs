//! Files in: what offices and the ministry hold, loaded through our own commands.
//!
//! A file is read line by line, twice at least: first to know what it is and which lines speak of the same object, then
//! to load it, a thousand lines a command, whatever waits for another line after it. Nothing that is the same is written
//! or announced; what is refused goes to the reject file with a repair, to be edited and given back. An import that stops
//! half-way is run again.

pub mod annuaire;
pub mod cell;
pub mod csv_cell;
#[cfg(test)]
mod fuzz;
pub mod plain;
pub mod referents;
pub mod report;
pub mod sheet;

use std::{
    collections::{BTreeMap, HashMap, HashSet, hash_map::Entry},
    fmt,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use chrono::NaiveDate;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use kernel::{
    command::{Command, CommandOptions},
    refusal::Refusal,
    store::Store,
    text::Locale,
    viewer::Viewer,
    work::{RowResult, Work},
};
use serde::Serialize;

use self::{
    report::{Fault, Place, Report, Skip},
    sheet::{Columns, Limits, Line, Sheet, Source, Writing},
};
use crate::{
    country,
    domain::{
        people::commands::load::LoadDisciplines,
        territory::commands::{load_territory::LoadTerritory, upsert_zones::ZoneRow},
    },
    tables::{Living, Row, Scope},
};

/// Longest time of an import.
const PATIENCE: Duration = Duration::from_secs(30 * 60);
/// Most steps from a line to the one that must be loaded first.
const DEEPEST: usize = 4;
/// Of a hundred living objects, those that a whole list may end without asking.
const ENDS: u64 = 5;

/// Why an import stops: nothing of the lines at hand was written.
#[derive(Debug)]
pub struct Stop(pub String);

impl Stop {
    fn unreadable(file: &Path, error: &dyn fmt::Display) -> Self {
        Self(format!("{}: {error}", file.display()))
    }
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Internal(cause) => Self(format!("the database refused the lines at hand: {cause}")),
            refusal => {
                let words = refusal.explain(Locale::En);
                Self(format!("the directory refused the lines at hand: {}{}", words.message, words.hint.map_or(String::new(), |hint| format!(" {hint}"))))
            }
        }
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
    pub source: Source,
    /// Codes of the academies whose lines are taken; all when empty.
    pub academies: Vec<String>,
    /// Counts what would change and writes nothing.
    pub dry_run: bool,
    /// Where the refused lines go.
    pub rejects: Option<PathBuf>,
    /// Who imports, for the audit.
    pub operator: String,
    /// Day from which changes hold; today when left out.
    pub as_of: Option<NaiveDate>,
    /// Whether the file is the whole list of these academies: what it does not name ends.
    pub whole: bool,
    /// How many objects may end, when that is more than 5 %.
    pub ends: Option<u64>,
    /// Whether a bar shows how far it is, on a terminal.
    pub shows_progress: bool,
    /// What the file may hold at most.
    pub limits: Limits,
}

impl Import {
    /// An import of a file that writes, and takes every line.
    pub fn of(source: Source, operator: &str) -> Self {
        Self {
            source,
            academies: Vec::new(),
            dry_run: false,
            rejects: None,
            operator: operator.into(),
            as_of: None,
            whole: false,
            ends: None,
            shows_progress: false,
            limits: Limits::default(),
        }
    }
}

/// How files of a kind write rows.
pub trait Format: Sized + Send + Sync {
    /// The rows.
    type Row: Row;

    /// The columns that are looked for, in words.
    const LOOKED_FOR: &'static str;

    /// Whether a row that waits for one that the file does not hold is loaded without it, instead of being refused.
    const DROPS_UNKNOWN: bool = false;

    /// The format of a file with these columns.
    fn recognise(columns: &Columns) -> Option<Self>;

    /// What it is, for people.
    fn name(&self) -> String;

    /// Reads a line, on a day.
    fn read(&self, line: &Line<'_>, as_of: NaiveDate) -> Result<Found<Self::Row>, Passed>;
}

/// What a line says.
pub struct Found<R> {
    /// The row.
    pub row: R,
    /// Code of the academy, where the line tells it.
    pub academy: Option<String>,
    /// A zone that the line names.
    pub zone: Option<ZoneRow>,
    /// Of two lines of one key, the one with the lesser rank is kept. Without a rank, both must say the same.
    pub rank: Option<String>,
    /// Cells that cannot be read, and without which the line can be loaded.
    pub unread: Vec<Fault>,
    /// Whether the row only ends an object that lives.
    pub ends: bool,
}

impl<R> Found<R> {
    /// A row, and nothing beside it.
    pub const fn of(row: R) -> Self {
        Self { row, academy: None, zone: None, rank: None, unread: Vec::new(), ends: false }
    }
}

/// Why a line is not loaded.
#[derive(Debug)]
pub enum Passed {
    /// Meant for others.
    Skipped(Skip),
    /// Wrong, with how to mend it.
    Rejected(Fault),
}

impl From<Fault> for Passed {
    fn from(fault: Fault) -> Self {
        Self::Rejected(fault)
    }
}

/// The line that is kept of a key.
struct Kept {
    rank: Option<String>,
    line: u64,
    says: u64,
}

/// What the first reading of a file found.
struct Survey<F: Format> {
    writing: Writing,
    format: F,
    lines: u64,
    kept: HashMap<String, Kept>,
    waits: HashMap<String, String>,
    subjects: HashSet<String>,
    territory: LoadTerritory,
    as_of: NaiveDate,
    /// What is to end, by key: objects that a whole list does not name, or that lines say have ended.
    living: HashSet<String>,
    ending: Vec<F::Row>,
}

/// A line on its way to be loaded.
struct Loading<R> {
    place: Place,
    row: R,
}

impl Import {
    /// Imports the file. The answer tells what the file is.
    pub async fn run<F: Format>(&self, store: &Arc<Store>) -> Result<(String, Report), Stop> {
        let started = Instant::now();
        let viewer = Viewer::system(store, "import");
        let survey = self.survey::<F>(&viewer).await?;
        let mut sheet = self.opened::<F>(survey.writing)?;
        let headers = sheet.headers().iter().map(str::to_owned).collect::<Vec<_>>();
        let mut report = Report::new(self.rejects.as_deref(), Some(headers).filter(|headers| !headers.is_empty()))?;
        if survey.writing.is_cut {
            report.warn("the last line has no end: look whether the file is whole".into());
        }
        let bar = self.bar(survey.lines);
        for round in 0..=survey.rounds() {
            if round > 0 {
                sheet = self.opened::<F>(survey.writing)?;
            }
            let mut chunk = Vec::new();
            while let Some(line) = sheet.line()? {
                let place = Place { number: line.number, cells: if report.wants_cells() { line.cells() } else { Vec::new() } };
                match self.taken(&survey, &line, &place, &mut report, round)? {
                    Some(row) => chunk.push(Loading { place, row }),
                    None => continue,
                }
                if chunk.len() == kernel::bulk::CHUNK {
                    self.load(&viewer, &survey, std::mem::take(&mut chunk), &mut report).await?;
                    bar.set_position(report.lines());
                    if started.elapsed() > PATIENCE {
                        return Err(Stop("it takes more than 30 minutes; what is loaded stays, run it again to go on".into()));
                    }
                }
            }
            self.load(&viewer, &survey, chunk, &mut report).await?;
            bar.set_position(report.lines());
        }
        for rows in survey.ending.chunks(kernel::bulk::CHUNK) {
            let results = self.performed(&viewer, &survey, rows.to_vec(), self.dry_run).await?;
            results.iter().for_each(|result| report.end(result));
        }
        bar.finish_and_clear();
        report.close(survey.lines)?;
        Ok((survey.format.name(), report))
    }

    fn bar(&self, lines: u64) -> ProgressBar {
        // Silent where nobody looks: indicatif hides the bar unless standard error is a terminal.
        let target = if self.shows_progress { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let style = ProgressStyle::with_template("{bar:40} {pos}/{len} lines, {eta} left").unwrap_or_else(|_| ProgressStyle::default_bar());
        ProgressBar::with_draw_target(Some(lines), target).with_style(style)
    }

    fn opened<F: Format>(&self, writing: Writing) -> Result<Sheet, Stop> {
        Sheet::open(&self.source, writing, self.limits, |columns| F::recognise(columns).is_some())
            .map_err(|stop| Stop(if stop.0.contains("columns that are looked for") { format!("{stop}: {}", F::LOOKED_FOR) } else { stop.0 }))
    }

    fn is_other(&self, academy: Option<&String>) -> bool {
        !self.academies.is_empty() && academy.is_some_and(|academy| !self.academies.contains(academy))
    }

    async fn survey<F: Format>(&self, viewer: &Viewer) -> Result<Survey<F>, Stop> {
        let as_of = self.as_of.unwrap_or(viewer.actor.today);
        let writing = sheet::writing(&self.source, self.limits)?;
        let mut sheet = self.opened::<F>(writing)?;
        let format = F::recognise(&sheet.columns()).ok_or_else(|| Stop(format!("{}: {}", self.source.name(), F::LOOKED_FOR)))?;
        let territory = country::territory();
        let (kept, waits, subjects) = (HashMap::new(), HashMap::new(), HashSet::new());
        let mut survey = Survey { writing, format, lines: 0, kept, waits, subjects, territory, as_of, living: HashSet::new(), ending: Vec::new() };
        let (mut zones, mut ends) = (BTreeMap::new(), false);
        while let Some(line) = sheet.line()? {
            survey.lines += 1;
            let Ok(found) = found(&survey.format, &line, as_of) else { continue };
            if self.is_other(found.academy.as_ref()) {
                continue;
            }
            ends |= found.ends;
            let key = found.row.key();
            survey.subjects.insert(found.row.subject());
            if let Some(waits_for) = found.row.waits_for() {
                survey.waits.insert(key.clone(), waits_for);
            }
            if let Some(zone) = found.zone {
                zones.entry(zone.key()).or_insert(zone);
            }
            let kept = Kept { rank: found.rank, line: line.number, says: says(&found.row) };
            match survey.kept.entry(key) {
                Entry::Vacant(place) => drop(place.insert(kept)),
                Entry::Occupied(mut place) if kept.rank.is_some() && kept.rank < place.get().rank => drop(place.insert(kept)),
                Entry::Occupied(_) => {}
            }
        }
        survey.territory.zones = zones.into_values().collect();
        if ends || self.whole {
            self.look_for_ends(viewer, &mut survey).await?;
        }
        Ok(survey)
    }

    /// What lives and what the file ends; refuses to end much unless that was asked for.
    async fn look_for_ends<F: Format>(&self, viewer: &Viewer, survey: &mut Survey<F>) -> Result<(), Stop> {
        if self.whole && self.academies.is_empty() {
            return Err(Stop("a whole list is whole for an academy: name it with --academy".into()));
        }
        let snapshot = viewer.store.snapshot().await?;
        let scope = Scope::of(&snapshot, &self.academies, survey.as_of).await?;
        let living: Vec<Living<F::Row>> = F::Row::living(&snapshot, &scope).await?;
        survey.living = living.iter().flat_map(|living| living.keys.iter().cloned()).collect();
        if !self.whole {
            return Ok(());
        }
        let of_subject: Vec<Living<F::Row>> = living.into_iter().filter(|living| survey.subjects.contains(&living.subject)).collect();
        let all = of_subject.len() as u64;
        let is_named = |living: &Living<F::Row>| living.keys.iter().any(|key| survey.kept.contains_key(key));
        survey.ending = of_subject.into_iter().filter(|living| !is_named(living)).map(|living| living.ended).collect();
        let ending = survey.ending.len() as u64;
        if ending * 100 > all * ENDS && self.ends.is_none_or(|most| most < ending) {
            return Err(Stop(format!(
                "the file does not name {ending} of the {all} that live, more than {ENDS} in 100: nothing was written; \
                 if they shall end, run it again with --ends {ending}"
            )));
        }
        Ok(())
    }

    /// The row of a line that is loaded in this round; what is not loaded at all is counted in the first.
    fn taken<F: Format>(&self, survey: &Survey<F>, line: &Line<'_>, place: &Place, report: &mut Report, round: usize) -> Result<Option<F::Row>, Stop> {
        let found = match found(&survey.format, line, survey.as_of) {
            Ok(found) => found,
            Err(_) if round > 0 => return Ok(None),
            Err(Passed::Skipped(skip)) => {
                report.skip(skip);
                return Ok(None);
            }
            Err(Passed::Rejected(fault)) => {
                report.reject(place, &fault)?;
                return Ok(None);
            }
        };
        let key = found.row.key();
        let skipped = if self.is_other(found.academy.as_ref()) {
            Some(Skip::OtherAcademy)
        } else {
            match survey.kept.get(&key) {
                Some(kept) if kept.line == line.number => (found.ends && !survey.living.contains(&key)).then_some(Skip::Closed),
                Some(_) if found.rank.is_some() => Some(Skip::SameUai),
                Some(kept) if kept.says == says(&found.row) => Some(Skip::Double),
                Some(kept) => {
                    if round == 0 {
                        report.reject(place, &Fault::of(&key, "", &format!("line {} is about the same and says something else", kept.line), ""))?;
                    }
                    return Ok(None);
                }
                None => None,
            }
        };
        if let Some(skip) = skipped {
            if round == 0 {
                report.skip(skip);
            }
            return Ok(None);
        }
        if survey.round(&key) != round {
            return Ok(None);
        }
        for fault in &found.unread {
            report.empty(place, &fault.clone().about(&key))?;
        }
        let is_missing = F::DROPS_UNKNOWN && found.row.waits_for().is_some_and(|key| !survey.kept.contains_key(&key));
        Ok(Some(if is_missing || (self.dry_run && round > 0) { found.row.alone() } else { found.row }))
    }

    async fn load<F: Format>(&self, viewer: &Viewer, survey: &Survey<F>, chunk: Vec<Loading<F::Row>>, report: &mut Report) -> Result<(), Stop> {
        if chunk.is_empty() {
            return Ok(());
        }
        let places: HashMap<String, &Place> = chunk.iter().map(|loading| (loading.row.key(), &loading.place)).collect();
        let mut rows: Vec<F::Row> = chunk.iter().map(|loading| loading.row.clone()).collect();
        let mut refused: Vec<RowResult> = Vec::new();
        if F::Row::MAKES_SEVERAL {
            refused = self.performed(viewer, survey, rows.clone(), true).await?;
            refused.retain(|result| result.fault.is_some());
            let keys: HashSet<&str> = refused.iter().map(|result| result.key.as_str()).collect();
            rows.retain(|row| !keys.contains(row.key().as_str()));
        }
        let results = if rows.is_empty() { Vec::new() } else { self.performed(viewer, survey, rows, self.dry_run).await? };
        let nowhere = Place::default();
        results.iter().chain(&refused).try_for_each(|result| report.count(places.get(&result.key).copied().unwrap_or(&nowhere), result))
    }

    async fn performed<F: Format>(&self, viewer: &Viewer, survey: &Survey<F>, rows: Vec<F::Row>, dry_run: bool) -> Result<Vec<RowResult>, Stop> {
        let reason = Some(format!("import of {} by {}", self.source.name(), self.operator));
        let options = CommandOptions { dry_run, reason, ..CommandOptions::default() };
        let command = WithReference { territory: survey.territory.clone(), then: F::Row::command(rows, survey.as_of) };
        Ok(viewer.perform(command, &options).await?.0)
    }
}

/// A command, after the country's reference data that its rows may name: all or nothing.
#[derive(Clone, Serialize)]
struct WithReference<C> {
    territory: LoadTerritory,
    then: C,
}

impl<C: Command> Command for WithReference<C> {
    const NAME: &'static str = C::NAME;
    type Outcome = C::Outcome;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        self.territory.apply(work).await?;
        LoadDisciplines(country::disciplines()).apply(work).await?;
        self.then.apply(work).await
    }
}

/// What a line says, unless the line itself is broken.
fn found<F: Format>(format: &F, line: &Line<'_>, as_of: NaiveDate) -> Result<Found<F::Row>, Passed> {
    if line.is_empty() && line.broken.is_none() {
        return Err(Passed::Skipped(Skip::NoRow));
    }
    match &line.broken {
        Some(broken) => Err(Passed::Rejected(Fault::of("", "", broken, ""))),
        None => format.read(line, as_of),
    }
}

/// A digest of what a row says.
fn says(row: &impl Serialize) -> u64 {
    let mut hasher = DefaultHasher::new();
    serde_json::to_string(row).unwrap_or_default().hash(&mut hasher);
    hasher.finish()
}

impl<F: Format> Survey<F> {
    /// The round that loads a key: after those that it waits for. A circle ends somewhere.
    fn round(&self, key: &str) -> usize {
        let above = std::iter::successors(Some(key), |key| self.waits.get(*key).map(String::as_str).filter(|key| self.kept.contains_key(*key)));
        above.skip(1).take(DEEPEST).count()
    }

    fn rounds(&self) -> usize {
        self.waits.keys().map(|key| self.round(key)).max().unwrap_or_default()
    }
}
