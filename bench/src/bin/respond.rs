//! Answers a campaign of the benchmark in the place of everybody who is asked: reads invitations, as lines of PostgreSQL's COPY, and writes responses that
//! are sealed as the server seals them, as lines for COPY again.

use std::{
    error::Error,
    io::{BufWriter, Write, stdin, stdout},
    path::PathBuf,
};

use api::{
    domain::campaign::content::{Content, Groups, Sealing},
    edge::identity::Issuer,
};
use clap::Parser;
use entity::campaign::{
    survey_campaign,
    survey_entry::{Given, GivenAnswer},
};
use kernel::{Uuid, vault::Vault};
use sea_orm::ActiveEnum;

#[derive(Parser)]
struct Settings {
    /// Folder of the server's secret.
    #[arg(long)]
    data: PathBuf,
    /// The campaign.
    #[arg(long)]
    campaign: Uuid,
    /// The part of its key that the database holds.
    #[arg(long)]
    part: String,
    /// Its questions: Q1, Q2, … of four options, A to D.
    #[arg(long, default_value_t = 40)]
    questions: usize,
}

fn main() -> Result<(), Box<dyn Error>> {
    let settings = Settings::parse();
    let vault = Vault::of(Issuer::open(&settings.data)?.secret());
    let campaign = survey_campaign::Model { id: settings.campaign, key_part: Some(settings.part), ..survey_campaign::Model::default() };
    let sealing = Sealing::of(&vault, &campaign);
    let mut out = BufWriter::new(stdout().lock());
    for line in stdin().lines() {
        let line = line?;
        let [number, person, basin, department, kind, seniority] = line.split('\t').collect::<Vec<_>>()[..] else { return Err(line.into()) };
        let groups = Groups {
            basin: told(basin).map(str::parse).transpose()?,
            department: department.parse()?,
            kind: ActiveEnum::try_from_value(&kind.to_owned())?,
            seniority: told(seniority).map(|seniority| ActiveEnum::try_from_value(&seniority.to_owned())).transpose()?,
        };
        let number: usize = number.parse()?;
        let given = Given((1..=settings.questions).map(|question| answer(number, question)).collect());
        let id = sealing.pseudonym(person.parse()?);
        writeln!(out, "{id}\t{}\tt\t{}\t\\N", campaign.id, sealing.seal(id, &Content { groups, given })?)?;
    }
    Ok(out.flush()?)
}

/// A value of a line, where there is one.
fn told(value: &str) -> Option<&str> {
    (value != r"\N").then_some(value)
}

/// What respondent `number` answers; `surveys.py` says the same in SQL.
fn answer(number: usize, question: usize) -> GivenAnswer {
    let option = ["A", "B", "C", "D"][(number * (2 * question + 1) + number / 7) % 4];
    GivenAnswer { question: format!("Q{question}"), option: Some(option.to_owned()), ..GivenAnswer::default() }
}
