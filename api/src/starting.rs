//! The starting data that every database has, which the program carries: framing texts, mission catalogues, frameworks of
//! competences, themes of training, kinds of support actions and questionnaires. What each rests on stands beside it; sources in `data/README.md`.

use std::sync::Arc;

use kernel::{
    command::{Command, CommandOptions},
    refusal::Refusal,
    store::Store,
    viewer::Viewer,
    work::{RowResult, RowStatus},
};
use serde::Deserialize;

use crate::domain::{
    action::commands::load_kinds::LoadKinds,
    competence::commands::load_competences::{FrameworkRow, LoadCompetences, WordedRow},
    framing::commands::{
        load_catalogues::CatalogueRow,
        load_framing::{LoadFraming, TextRow},
    },
    survey::{commands::load_questionnaires::LoadQuestionnaires, starting::questionnaires},
};

#[derive(Deserialize)]
struct Texts {
    texts: Vec<TextRow>,
}

#[derive(Deserialize)]
struct Catalogues {
    catalogues: Vec<CatalogueRow>,
}

#[derive(Deserialize)]
struct Frameworks {
    frameworks: Vec<FrameworkRow>,
}

#[derive(Deserialize)]
struct Themes {
    themes: Vec<WordedRow>,
}

/// The texts and catalogues.
pub fn framing() -> LoadFraming {
    let texts: Texts = serde_json::from_str(include_str!("../../data/starting/framing-texts.json")).expect("the texts are well formed");
    let catalogues: Catalogues = serde_json::from_str(include_str!("../../data/starting/mission-catalogue.json")).expect("the catalogues are well formed");
    LoadFraming { texts: texts.texts, catalogues: catalogues.catalogues }
}

/// The frameworks of competences and the themes of training.
pub fn competences() -> LoadCompetences {
    let frameworks: Frameworks = serde_json::from_str(include_str!("../../data/starting/competence-frameworks.json")).expect("the frameworks are well formed");
    let themes: Themes = serde_json::from_str(include_str!("../../data/starting/training-themes.json")).expect("the themes are well formed");
    LoadCompetences { frameworks: frameworks.frameworks, themes: themes.themes }
}

/// The kinds of support actions.
pub fn kinds() -> LoadKinds {
    let rows = csv::Reader::from_reader(include_str!("../../data/starting/activities.csv").as_bytes()).into_deserialize();
    LoadKinds(rows.collect::<Result<_, _>>().expect("the kinds are well formed"))
}

/// Loads what is missing or differs.
pub async fn load(store: &Arc<Store>) -> Result<(), Refusal> {
    let viewer = Viewer::system(store, "start");
    brought_up_to_date(&viewer, framing()).await?;
    brought_up_to_date(&viewer, competences()).await?;
    brought_up_to_date(&viewer, kinds()).await?;
    brought_up_to_date(&viewer, LoadQuestionnaires(questionnaires())).await
}

/// It is rehearsed first: a start that changes nothing leaves no row in the audit.
async fn brought_up_to_date<C: Command<Outcome = Vec<RowResult>>>(viewer: &Viewer, command: C) -> Result<(), Refusal> {
    let rehearsal = CommandOptions { dry_run: true, ..CommandOptions::default() };
    let (rehearsed, _) = viewer.perform(command.clone(), &rehearsal).await?;
    if !rehearsed.iter().any(|row| matches!(row.status, RowStatus::Created | RowStatus::Updated)) {
        return Ok(());
    }
    let (results, _) = viewer.perform(command, &CommandOptions::default()).await?;
    for RowResult { key, fault, .. } in results.iter().filter(|row| row.fault.is_some()) {
        tracing::warn!(key, ?fault, "a row of the starting data was refused");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_text_derives_from_others_of_the_list_and_catalogues_follow_one_another() {
        let LoadFraming { texts, catalogues } = framing();
        let codes: HashSet<&str> = texts.iter().map(|text| text.code.as_str()).collect();
        assert_eq!((texts.len(), codes.len()), (20, 20));
        for text in &texts {
            assert!(text.derives_from.iter().all(|code| codes.contains(code.as_str()) && *code != text.code), "{}", text.code);
        }
        for pair in catalogues.windows(2) {
            assert_eq!(pair[0].valid_to.and_then(|day| day.succ_opt()), Some(pair[1].valid_from), "{}", pair[1].code);
        }
    }
}
