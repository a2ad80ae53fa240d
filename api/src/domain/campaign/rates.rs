//! How many have answered while a campaign runs: for its desk, which reminds the others.

use std::collections::BTreeMap;

use async_graphql::{Enum, SimpleObject};
use entity::{
    campaign::survey_invitation::{self, InvitationStage},
    territory::{department, zone},
};
use kernel::{Uuid, machine::state_name, refusal::Refusal, text::text, viewer::Viewer};
use sea_orm::{ColumnTrait, Condition};

use super::{SurveyCampaign, sheet::READ_RATE};
use crate::domain::labels::label;

/// What rates are given for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum RateBy {
    /// Each department.
    Department,
    /// Each basin.
    Basin,
    /// Each kind of establishment.
    Kind,
}

/// How many of a group have answered.
#[derive(Clone, Debug, Default, PartialEq, SimpleObject)]
pub struct ResponseRateRow {
    /// Code of the basin or department, value of `EstablishmentKind`; null for those without basin, and for the total.
    pub key: Option<String>,
    /// Name of it, in the language of the request.
    pub label: String,
    /// Persons who are asked, counted when the campaign opened.
    pub invited: i64,
    /// Those who have submitted their answers.
    pub completed: i64,
    /// Those who have saved some.
    pub partial: i64,
    /// Completed of invited, 0 to 1; null when nobody is asked. Published percentages are often cut, not rounded: 0.4358 is 43 % in print.
    pub rate: Option<f64>,
}

/// How many have answered a survey.
#[derive(Clone, Debug, PartialEq, SimpleObject)]
pub struct ResponseRate {
    /// Everybody.
    pub total: ResponseRateRow,
    /// A row for each group that has somebody, by its key; those without a key last.
    pub rows: Vec<ResponseRateRow>,
}

impl ResponseRateRow {
    fn add(&mut self, stage: InvitationStage) {
        self.invited += 1;
        match stage {
            InvitationStage::Submitted => self.completed += 1,
            InvitationStage::InProgress => self.partial += 1,
            InvitationStage::NotStarted => {}
        }
    }

    fn rated(self) -> Self {
        Self { rate: (self.invited > 0).then(|| self.completed as f64 / self.invited as f64), ..self }
    }
}

/// How many have answered, for the desk SURVEY of the academy.
pub async fn rate(viewer: &Viewer, campaign: Uuid, by: RateBy) -> Result<ResponseRate, Refusal> {
    let decided = viewer.explain::<SurveyCampaign>(campaign, READ_RATE.0).await?.ok_or(Refusal::NotFound { argument: "campaign" })?;
    if let Some(reason) = decided.reason {
        return Err(Refusal::NotAllowed { reason });
    }
    use survey_invitation::Column::{BasinId, CampaignId, DepartmentId, Kind, Stage};
    let asked = viewer.narrow::<survey_invitation::Entity>(&[BasinId, DepartmentId, Kind, Stage], Condition::all().add(CampaignId.eq(campaign))).await?;
    let (zones, departments) = (viewer.store.reference::<zone::Entity>().await?, viewer.store.reference::<department::Entity>().await?);
    let group = |row: &survey_invitation::Model| match by {
        RateBy::Kind => (Some(state_name(row.kind)), label("EstablishmentKind", row.kind, viewer.locale)),
        RateBy::Department => departments.get(row.department_id).map_or_else(Default::default, |row| (Some(row.code.clone()), row.name.clone())),
        RateBy::Basin => match row.basin_id.and_then(|basin| zones.get(basin)) {
            Some(basin) => (Some(basin.code.clone()), basin.name.clone()),
            None => (None, text("Without basin", "Sans bassin").in_(viewer.locale).to_owned()),
        },
    };
    let mut total = ResponseRateRow { label: text("All", "Ensemble").in_(viewer.locale).to_owned(), ..ResponseRateRow::default() };
    let mut rows: BTreeMap<(bool, Option<String>), ResponseRateRow> = BTreeMap::new();
    for row in asked {
        total.add(row.stage);
        let (key, label) = group(&row);
        rows.entry((key.is_none(), key.clone())).or_insert_with(|| ResponseRateRow { key, label, ..ResponseRateRow::default() }).add(row.stage);
    }
    Ok(ResponseRate { total: total.rated(), rows: rows.into_values().map(ResponseRateRow::rated).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_rates_of_poitiers_are_computed() {
        for (asked, answered, printed) in [(430, 222, 51), (446, 145, 32), (443, 226, 51), (452, 197, 43)] {
            let mut row = ResponseRateRow::default();
            for at in 0..asked {
                row.add(if at < answered { InvitationStage::Submitted } else { InvitationStage::NotStarted });
            }
            let rate = row.rated().rate.expect("a rate");
            #[expect(clippy::cast_possible_truncation, reason = "a percentage")]
            let cut = (rate * 100.0).floor() as i32;
            assert_eq!(cut, printed, "{answered} of {asked}: {rate}");
        }
        assert_eq!(ResponseRateRow::default().rated().rate, None);
    }
}
