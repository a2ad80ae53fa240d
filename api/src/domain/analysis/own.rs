//! The own year beside the basin: from what is published and the own answers alone.

use disclosure::Threshold;
use entity::{
    analysis::{survey_analysis, survey_group::AnalysisMargin},
    campaign::{
        survey_campaign::{self, SurveyPrivacy},
        survey_entry::Given,
        survey_invitation,
    },
    territory::{department, zone},
};
use kernel::{
    refusal::{Fault, Refusal},
    text::text,
    viewer::Viewer,
};
use sea_orm::{ColumnTrait, Condition};

use super::{
    asked::{Asked, asked},
    kept::{self, Kept},
    tables::{Words, not_by_group},
    types::{MyYearAgainstMyBasin, MyYearCell, MyYearQuestion},
};
use crate::domain::{
    campaign::queries::{kept_under, own_answers},
    survey::kept::structure_of,
};

/// The own answers of a campaign beside those of the others of the basin.
pub async fn year(
    viewer: &Viewer,
    campaign: &survey_campaign::Model,
    analysis: &survey_analysis::Model,
    receipt: Option<&str>,
) -> Result<MyYearAgainstMyBasin, Refusal> {
    use survey_invitation::Column::{CampaignId, PersonId};
    let not_asked =
        || Refusal::from(Fault::invalid("campaign", text("This campaign did not ask you.", "Cette campagne ne vous a pas interrogé.")).coded("NOT_INVITED"));
    let person = viewer.actor.person().ok_or_else(not_asked)?;
    let own = Condition::all().add(CampaignId.eq(campaign.id)).add(PersonId.eq(person));
    let invitation = viewer.store.rows::<survey_invitation::Entity>(own).await?.pop().ok_or_else(not_asked)?;
    let given = match (campaign.privacy, receipt) {
        (SurveyPrivacy::Anonymous, Some(receipt)) => kept_under(viewer, campaign, receipt).await?,
        (SurveyPrivacy::Anonymous, None) => {
            let message = text(
                "Answers of an ANONYMOUS campaign are found by their receipt alone.",
                "Les réponses d'une campagne ANONYMOUS ne se retrouvent que par leur reçu.",
            );
            return Err(Fault::invalid("receipt", message).coded("RECEIPT_UNKNOWN").into());
        }
        (SurveyPrivacy::Pseudonymous, _) => {
            own_answers(viewer, campaign, person).await?.filter(|(_, counts)| *counts).map_or_else(Given::default, |(given, _)| given)
        }
    };
    let questions = asked(&structure_of(&*viewer.store, campaign.questionnaire_id).await?);
    let kept = kept::read(&*viewer.store, analysis, &questions, &[AnalysisMargin::Basin]).await?;
    let group = basin_of(viewer, &kept, &invitation).await?;
    let threshold = Threshold::of(i64::from(analysis.least));
    let words = Words { locale: viewer.locale };
    let beside = |(place, question): (usize, &Asked)| {
        let mine: Vec<String> = question.chosen(&given.0).into_iter().map(|option| question.options[option].0.clone()).collect();
        let (answered, cells) = kept.others(place, question, group, &mine, threshold).unwrap_or_else(|| {
            let line = not_by_group(question);
            (line.answered, line.cells)
        });
        let cell = |cell: &kept::Cell| MyYearCell {
            options: cell.options.clone(),
            label: question.words_of(&cell.options).in_(viewer.locale).to_owned(),
            is_mine: cell.options.iter().any(|code| mine.contains(code)),
            others: words.figure(cell.figure, answered.counted()),
        };
        MyYearQuestion {
            question: question.code.clone(),
            row: question.row.clone(),
            label: question.label.in_(viewer.locale).to_owned(),
            cells: cells.iter().map(cell).collect(),
            others: words.figure(answered, None),
            mine,
        }
    };
    Ok(MyYearAgainstMyBasin {
        school_year: campaign.school_year.clone(),
        basin: words.group(&kept.groups[group]),
        questions: questions.iter().enumerate().map(beside).collect(),
    })
}

/// The group of the own basin, as the invitation has it.
async fn basin_of(viewer: &Viewer, kept: &Kept, invitation: &survey_invitation::Model) -> Result<usize, Refusal> {
    let (zones, departments) = (viewer.store.reference::<zone::Entity>().await?, viewer.store.reference::<department::Entity>().await?);
    let department = departments.get(invitation.department_id).map(|row| row.code.clone()).unwrap_or_default();
    let keys = match invitation.basin_id.and_then(|basin| zones.get(basin)) {
        Some(basin) => vec![format!("{}-{department}", basin.code), basin.code.clone()],
        None => vec![format!("NONE-{department}")],
    };
    let place = |key: &String| kept.groups.iter().position(|group| group.margin == AnalysisMargin::Basin && group.key == *key);
    keys.iter().find_map(place).ok_or_else(|| Refusal::internal("everybody who was asked has a group"))
}
