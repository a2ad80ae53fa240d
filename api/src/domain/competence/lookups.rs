//! Competences and themes that an input names by their codes.

use std::collections::BTreeSet;

use entity::{
    competence::{competence, competence_framework, training_theme},
    people::discipline,
};
use kernel::{
    Uuid,
    refusal::{Fault, Refusal},
    text::{Text, text},
    work::Work,
};
use sea_orm::{ColumnTrait, Condition};

/// Most competences or themes that something names.
const MOST: usize = 20;

/// The competences that are named as `CRCN-EDU:2.1`, each once.
pub async fn competences_of(work: &Work<'_>, argument: &str, named: &[String]) -> Result<Vec<Uuid>, Refusal> {
    few(argument, named.len())?;
    if named.is_empty() {
        return Ok(Vec::new());
    }
    let frameworks = work.find::<competence_framework::Entity>(Condition::all()).await?;
    let competences = work.find::<competence::Entity>(Condition::all()).await?;
    let mut found = BTreeSet::new();
    for (at, name) in named.iter().enumerate() {
        let known = name.split_once(':').and_then(|(framework, code)| {
            let framework = frameworks.iter().find(|row| row.code == framework)?;
            competences.iter().find(|row| row.framework_id == framework.id && row.code == code)
        });
        let Some(known) = known else {
            let message = Text::of(format!("No competence is named {name}."), format!("Aucune compétence ne s'appelle {name}."));
            let hint = text(
                "Write framework:code, such as CRCN-EDU:2.1; `competences { nodes { code framework { code } } }` lists them.",
                "Écrivez cadre:code, tel que CRCN-EDU:2.1 ; `competences { nodes { code framework { code } } }` les donne.",
            );
            return Err(Fault::invalid(format!("{argument}.{at}"), message).hint(hint).coded("NOT_FOUND").into());
        };
        found.insert(known.id);
    }
    Ok(found.into_iter().collect())
}

/// The one competence that is named.
pub async fn competence_of(work: &Work<'_>, name: &str) -> Result<Uuid, Refusal> {
    let named = [name.to_owned()];
    competences_of(work, "competence", &named).await?.pop().ok_or(Refusal::NotFound { argument: "competence" })
}

/// The themes with some codes, each once.
pub async fn themes_of(work: &Work<'_>, argument: &str, codes: &[String]) -> Result<Vec<Uuid>, Refusal> {
    few(argument, codes.len())?;
    let known = work.find::<training_theme::Entity>(Condition::all().add(training_theme::Column::Code.is_in(codes.iter().map(String::as_str)))).await?;
    let mut found = BTreeSet::new();
    for (at, code) in codes.iter().enumerate() {
        let Some(row) = known.iter().find(|row| row.code == *code) else {
            let message = Text::of(format!("No theme has the code {code}."), format!("Aucun thème n'a le code {code}."));
            let hint = text("`trainingThemes { nodes { code } }` lists them.", "`trainingThemes { nodes { code } }` les donne.");
            return Err(Fault::invalid(if codes.len() == 1 && !argument.ends_with('s') { argument.to_owned() } else { format!("{argument}.{at}") }, message)
                .hint(hint)
                .coded("NOT_FOUND")
                .into());
        };
        found.insert(row.id);
    }
    Ok(found.into_iter().collect())
}

/// The theme with a code.
pub async fn theme_of(work: &Work<'_>, code: &str) -> Result<Uuid, Refusal> {
    let codes = [code.to_owned()];
    themes_of(work, "theme", &codes).await?.pop().ok_or(Refusal::NotFound { argument: "theme" })
}

/// The discipline with a code of the nomenclature.
pub async fn discipline_of(work: &Work<'_>, code: &str) -> Result<Uuid, Refusal> {
    let coded = Condition::all().add(discipline::Column::Code.eq(code));
    work.find::<discipline::Entity>(coded).await?.pop().map(|row| row.id).ok_or(Refusal::NotFound { argument: "discipline" })
}

fn few(argument: &str, count: usize) -> Result<(), Fault> {
    match count > MOST {
        true => Err(Fault::invalid(argument, text("20 at most.", "20 au plus."))),
        false => Ok(()),
    }
}
