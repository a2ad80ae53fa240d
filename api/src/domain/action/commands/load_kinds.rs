//! Loads the kinds of support actions by their codes: what is missing is made, what differs is changed. A command of the
//! system, performed when a server starts, after the mission catalogues.

use std::collections::HashMap;

use entity::{
    action::support_action_kind::{self, SupportUnit},
    framing::{DataStatus, activity, mission_catalogue},
};
use kernel::{
    Uuid,
    command::Command,
    refusal::Refusal,
    upsert::{Plan, Upsert},
    work::{RowResult, Work},
};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    Condition,
};
use serde::{Deserialize, Serialize};

use crate::domain::action::{
    SupportActionKind,
    events::KIND_LOADED,
    sheet::{PUBLISH, REVISE},
};

/// Kinds, in their order.
#[derive(Clone, Debug, Serialize)]
pub struct LoadKinds(pub Vec<KindRow>);

/// A kind by its code.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct KindRow {
    /// Code.
    pub code: String,
    /// Code of the mission catalogue.
    pub catalogue: String,
    /// Code of the activity in it.
    pub activity: String,
    /// Wording in French.
    pub label_fr: String,
    /// Wording in English.
    pub label_en: String,
    /// What is counted.
    pub unit: SupportUnit,
    /// Minutes that it usually takes.
    pub usual_minutes: i32,
    /// How far it is known, with the source in brackets.
    pub status: String,
}

impl KindRow {
    /// How far it is known, and where it was read: `FACT (founding page)`.
    fn known(&self) -> (DataStatus, Option<String>) {
        let (status, source) = self.status.split_once(" (").map_or((self.status.as_str(), None), |(status, source)| (status, Some(source)));
        let status = if status == "FACT" { DataStatus::Fact } else { DataStatus::Proposal };
        (status, source.map(|source| source.trim_end_matches(')').to_owned()))
    }
}

impl Command for LoadKinds {
    const NAME: &'static str = "loadSupportActionKinds";
    type Outcome = Vec<RowResult>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let catalogues: HashMap<Uuid, String> =
            work.find::<mission_catalogue::Entity>(Condition::all()).await?.into_iter().map(|row| (row.id, row.code)).collect();
        let activities = work.find::<activity::Entity>(Condition::all()).await?;
        let known: HashMap<String, Uuid> =
            work.find::<support_action_kind::Entity>(Condition::all()).await?.into_iter().map(|row| (row.code, row.id)).collect();
        let mut upsert = Upsert::<SupportActionKind>::default();
        for (position, row) in (1..).zip(&self.0) {
            let named = |activity: &&activity::Model| activity.code == row.activity && catalogues.get(&activity.catalogue_id) == Some(&row.catalogue);
            let plan = activities.iter().find(named).ok_or(Refusal::NotFound { argument: "activity" }).map(|activity| {
                let (status, source) = row.known();
                let values = support_action_kind::ActiveModel {
                    code: Set(row.code.clone()),
                    position: Set(position),
                    activity_id: Set(activity.id),
                    label_fr: Set(row.label_fr.clone()),
                    label_en: Set(row.label_en.clone()),
                    unit: Set(row.unit),
                    usual_minutes: Set(row.usual_minutes),
                    status: Set(status),
                    source: Set(source),
                    ..Default::default()
                };
                match known.get(&row.code) {
                    Some(id) => Plan::Known(support_action_kind::ActiveModel { id: Unchanged(*id), ..values }),
                    None => Plan::New(values),
                }
            });
            upsert.row(row.code.clone(), plan);
        }
        Ok(upsert.write(work, PUBLISH, REVISE).await?.tell(work, |_, _| &KIND_LOADED))
    }
}
