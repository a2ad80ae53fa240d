//! What the own log sums up to.

use async_graphql::SimpleObject;
use entity::{
    action::{
        support_action::{self, SupportChannel},
        support_action_kind,
    },
    framing::activity,
};
use kernel::{
    Uuid,
    filter::chosen,
    refusal::Refusal,
    scalars::{SchoolYear, Uai},
    sheet::{READ, reached},
    text::text,
    viewer::Viewer,
};
use sea_orm::ColumnTrait;

use super::SupportAction;
use crate::domain::{
    action::rules::{Counted, Sum, sums},
    framing::types::in_language,
    people::filters::establishment_coded,
};

/// What some lines of the own log sum up to.
#[derive(Clone, Debug, PartialEq, Eq, SimpleObject)]
pub struct SupportActionFigures {
    /// Code of the kind, such as `HELP_PERSON`, or of the activity, such as `M1.3`; null for all of them.
    pub code: Option<String>,
    /// Its wording, in the language of the request.
    pub label: String,
    /// Number of lines.
    pub actions: i64,
    /// How many they served, in the units of their kinds.
    pub beneficiaries: i64,
    /// Minutes, as lines say them.
    pub minutes: i64,
    /// Minutes, with the usual ones of the kind where a line says none: an estimate.
    pub estimated_minutes: i64,
    /// Weeks in which something was done, Monday to Sunday, each counted once: how often.
    pub weeks: usize,
}

/// What the own log of a school year sums up to.
#[derive(Clone, Debug, SimpleObject)]
pub struct SupportActionSummary {
    /// The school year.
    pub school_year: SchoolYear,
    /// All lines.
    pub total: SupportActionFigures,
    /// Each kind that was logged, as kinds are listed.
    pub by_kind: Vec<SupportActionFigures>,
    /// Each activity of the catalogue that something was logged for, as the catalogue lists them.
    pub by_activity: Vec<SupportActionFigures>,
    /// The ways by which colleagues were reached, each once.
    pub channels: Vec<SupportChannel>,
}

/// The summary of the viewer's own log.
pub async fn of(viewer: &Viewer, year: Option<SchoolYear>, establishment: Option<&Uai>) -> Result<SupportActionSummary, Refusal> {
    use support_action::Column::{Beneficiaries, Channel, DoneOn, EstablishmentId, KindId, Minutes, SchoolYear as Year};
    let year = year.unwrap_or_else(|| SchoolYear::of(viewer.actor.today));
    // A service account is somebody about itself, and has no log.
    viewer.actor.person().ok_or_else(|| Refusal::NotAllowed { reason: text("Persons have a log.", "Seules les personnes ont un journal.") })?;
    let these = reached::<SupportAction>(&viewer.actor, READ)?
        .add(Year.eq(year.to_string()))
        .add_option(establishment.map(|uai| chosen(EstablishmentId, establishment_coded(uai))));
    let rows = viewer.narrow::<support_action::Entity>(&[KindId, DoneOn, Beneficiaries, Minutes, Channel], these).await?;
    let lines: Vec<Counted> = rows.iter().map(|row| Counted { kind: row.kind_id, day: row.done_on, served: row.beneficiaries, minutes: row.minutes }).collect();
    let mut channels: Vec<SupportChannel> = Vec::new();
    for channel in rows.iter().filter_map(|row| row.channel) {
        if !channels.contains(&channel) {
            channels.push(channel);
        }
    }
    channels.sort_by_key(|channel| *channel as u8);

    let kinds = viewer.store.reference::<support_action_kind::Entity>().await?;
    let activities = viewer.store.reference::<activity::Entity>().await?;
    let (total, by_kind) = sums(&lines, |kind| kinds.get(kind).map(|row| ((row.position, row.id), row.usual_minutes)));
    let of_activity = |kind: &support_action_kind::Model| activities.get(kind.activity_id).map(|row| (row.position, row.id));
    let (_, by_activity) = sums(&lines, |kind| kinds.get(kind).and_then(|row| Some((of_activity(row)?, row.usual_minutes))));
    let worded = |en: &str, fr: &str| in_language(viewer.locale, Some(en), Some(fr)).unwrap_or_default().to_owned();
    let of_kind = |id: Uuid, sum: &Sum| kinds.get(id).map(|row| figures(Some(&row.code), worded(&row.label_en, &row.label_fr), sum));
    let of_activity = |id: Uuid, sum: &Sum| activities.get(id).map(|row| figures(Some(&row.code), worded(&row.label_en, &row.label_fr), sum));
    Ok(SupportActionSummary {
        school_year: year,
        total: figures(None, worded("All", "Ensemble"), &total),
        by_kind: by_kind.iter().filter_map(|((_, id), sum)| of_kind(*id, sum)).collect(),
        by_activity: by_activity.iter().filter_map(|((_, id), sum)| of_activity(*id, sum)).collect(),
        channels,
    })
}

fn figures(code: Option<&String>, label: String, sum: &Sum) -> SupportActionFigures {
    SupportActionFigures {
        code: code.cloned(),
        label,
        actions: sum.actions,
        beneficiaries: sum.served,
        minutes: sum.minutes,
        estimated_minutes: sum.estimated,
        weeks: sum.weeks(),
    }
}
