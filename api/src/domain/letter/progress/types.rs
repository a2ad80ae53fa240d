//! Gaps and figures as the schema shows them.

use async_graphql::{Context, Enum, Object, SimpleObject};
use chrono::NaiveDate;
use entity::{
    letter::{
        gap::{self, GapKind},
        mission_letter::{self, LetterStage},
    },
    territory::establishment,
};
use kernel::{
    actor::{Hat, Role},
    read::{Ask, Related},
    relation::{One, Relation},
    resource::{Loaded, Resource},
    scalars::Date,
    sheet::{Reach, Sheet},
};
use sea_orm::Condition;

use super::{
    filters::{GapFilter, GapOrder},
    rules,
};
use crate::domain::{
    labels::label,
    letter::{sheet, types::MissionLetter},
    territory::{
        Establishment,
        place::{in_office, in_own_establishments},
    },
};

/// Something that is missing at an establishment.
pub struct Gap(Loaded<gap::Entity>);

/// It is read where the sheet of letters lets gaps be read, and lies where a letter of its establishment would: so it is asked
/// of establishments.
impl Resource for Gap {
    type Row = gap::Entity;
    type State = LetterStage;
    type Filter = GapFilter;
    type Order = GapOrder;

    const PREFIX: &'static str = "gap";
    const SHEET: Sheet<LetterStage> = sheet::LETTER;
    const RELATIONS: &'static [&'static dyn Relation<gap::Entity>] = &[
        &One::<gap::Entity, Establishment> { name: "establishment", from: gap::Column::EstablishmentId, to: establishment::Column::Id },
        &One::<gap::Entity, MissionLetter> { name: "letter", from: gap::Column::LetterId, to: mission_letter::Column::Id },
    ];

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        match reach {
            Reach::Establishment => Some(in_own_establishments(hat, establishment::Column::Id)),
            Reach::Academy => in_office(hat, establishment::Column::AcademyId, establishment::Column::Id),
            _ => None,
        }
    }

    fn state(_: &gap::Model, _: NaiveDate) -> LetterStage {
        LetterStage::default()
    }

    fn natural_key(row: &gap::Model) -> String {
        row.uai.clone()
    }

    kernel::wraps!(gap::Entity);
}

/// Something that is missing of the mission letters of a school year, and the next act that mends it or brings that nearer. Worked out for each request: it is gone as soon as it is mended, and has no id.
#[Object]
impl Gap {
    /// What is missing.
    async fn kind(&self) -> GapKind {
        self.0.row.kind
    }

    /// What is missing in words, in the language of the request.
    async fn label(&self, ctx: &Context<'_>) -> String {
        label("GapKind", self.0.row.kind, ctx.viewer().locale)
    }

    /// Since when: the day the last referent left or the year began; the day the letter was sent, and for `NOT_ADAPTED` the day it was opened.
    async fn since(&self) -> Date {
        self.0.row.since.into()
    }

    /// Days since then, without the school holidays of the academy's zone.
    async fn days(&self) -> i64 {
        self.0.row.days
    }

    /// The next act, a sentence in the language of the request.
    async fn next_act(&self, ctx: &Context<'_>) -> String {
        let words = label("GapAct", self.0.row.act, ctx.viewer().locale);
        self.0.row.activities.as_ref().map_or_else(|| words.clone(), |activities| words.replace("{activities}", activities))
    }

    /// Name of the mutation that does it, such as `proposeLetter`.
    async fn mutation(&self) -> &'static str {
        rules::mutation(self.0.row.act)
    }

    /// Who can do it, any of them: `REFERENT` is the person it is about.
    async fn who(&self) -> &'static [Role] {
        rules::who(self.0.row.act)
    }

    /// The establishment.
    async fn establishment(&self, ctx: &Context<'_>) -> Related<Establishment> {
        ctx.one(self).await
    }

    /// The letter; null where there is none, or none that the viewer may read.
    async fn letter(&self, ctx: &Context<'_>) -> Related<MissionLetter> {
        ctx.one(self).await
    }
}

/// What figures are given for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum ProgressBy {
    /// Each basin, as establishments belong to it today; one that belongs to two counts in both.
    Basin,
    /// Each department.
    Department,
    /// Each kind of establishment.
    Kind,
}

/// How far the letters of some establishments have come. A letter that came further counts in the steps before too: one that is signed was adapted.
#[derive(Clone, Debug, Default, PartialEq, SimpleObject)]
pub struct LetterProgressRow {
    /// Code of the basin or department, value of `EstablishmentKind`; null for establishments without basin, and for the total.
    pub key: Option<String>,
    /// Name of it, in the language of the request.
    pub label: String,
    /// Establishments that receive a letter.
    pub establishments: i64,
    /// Letters that were sent to them, but those that were given up.
    pub sent: i64,
    /// Letters that the establishment has opened.
    pub opened: i64,
    /// Letters that the principal has begun to adapt, or more.
    pub adapted: i64,
    /// Letters that are proposed to their parties, or more.
    pub proposed: i64,
    /// Letters with which every party agrees, or more.
    pub agreed: i64,
    /// Letters that all who must have signed: `SIGNED`, `IN_FORCE`, `CLOSED`.
    pub signed: i64,
    /// Establishments without a referent today.
    pub without_referent: i64,
    /// Referents: mandates of the year that are accepted and not over. Somebody who has two counts twice.
    pub referents: i64,
    /// Referents who are party to a letter that is signed.
    pub referents_signed: i64,
    /// Letters signed of those sent, 0 to 1; null when none was sent.
    pub signed_rate: Option<f64>,
    /// Referents with a signed letter of all referents, 0 to 1; null when there are none. It was 0.35 in Poitiers in 2017-2018.
    pub referents_signed_rate: Option<f64>,
}

/// How far the letters of a school year have come.
#[derive(Clone, Debug, SimpleObject)]
pub struct LetterProgress {
    /// A row for each basin, department or kind that has an establishment, by its key.
    pub rows: Vec<LetterProgressRow>,
    /// All establishments, each counted once.
    pub total: LetterProgressRow,
}
