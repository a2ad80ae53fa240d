//! Filters and orders of the room's lists.

use async_graphql::{Enum, InputObject};
use chrono::{DateTime, NaiveDate, Utc};
use entity::framing::{
    activity,
    framing_text::{
        self,
        Column::{EffectiveFrom, EffectiveTo, SignedOn},
        FramingLevel, FramingTextKind, FramingTopic,
    },
    mission, mission_catalogue,
};
use kernel::{
    filter::{chosen, values},
    page::{Order, Sort},
    refusal::Refusal,
    resource::Filter,
    scalars::{Date, Uai},
    store::covering,
    viewer::Viewer,
};
use sea_orm::{ColumnTrait, Condition};

use crate::domain::{
    people::filters::establishment_coded,
    territory::filters::{academy_coded, order},
};

/// Which framing texts to list; all that is given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct FramingTextFilter {
    /// Levels. Refuses an empty list.
    pub levels: Option<Vec<FramingLevel>>,
    /// Kinds. Refuses an empty list.
    pub kinds: Option<Vec<FramingTextKind>>,
    /// Topics. Refuses an empty list.
    pub topics: Option<Vec<FramingTopic>>,
    /// Code of an academy, such as `13`: the texts that it made. National texts are not among them.
    pub academy: Option<String>,
    /// Unit code of an establishment: the texts made for it.
    pub establishment: Option<Uai>,
    /// Code of the text, such as `DEC-2015-475`.
    pub code: Option<String>,
    /// Day on which the text is in force. A text whose first day of effect was not checked is in force on none.
    pub in_force_on: Option<Date>,
    /// Made or changed at this instant or after it.
    pub updated_since: Option<DateTime<Utc>>,
}

/// Which mission catalogues to list; all that is given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct MissionCatalogueFilter {
    /// Codes, such as `2015`. Refuses an empty list.
    pub codes: Option<Vec<String>>,
    /// Day on which the catalogue holds.
    pub as_of: Option<Date>,
}

/// Which missions to list.
#[derive(Clone, Debug, Default, InputObject)]
pub struct MissionFilter {
    /// Codes, such as `M1`. Refuses an empty list.
    pub codes: Option<Vec<String>>,
}

/// Which activities to list.
#[derive(Clone, Debug, Default, InputObject)]
pub struct ActivityFilter {
    /// Codes, such as `M1.1`. Refuses an empty list.
    pub codes: Option<Vec<String>>,
}

/// Order of framing texts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum FramingTextOrder {
    /// By day of signature, from the newest.
    #[default]
    SignedOnDesc,
    /// By day of signature.
    SignedOn,
    /// By instant of the last change, from the latest.
    UpdatedAtDesc,
    /// By code.
    Code,
}

/// Order of mission catalogues.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum MissionCatalogueOrder {
    /// By first day, from the newest.
    #[default]
    ValidFromDesc,
    /// By first day.
    ValidFrom,
}

/// Order of missions and activities.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum MissionOrder {
    /// As the catalogue lists them.
    #[default]
    Position,
    /// By code.
    Code,
}

order!(FramingTextOrder, framing_text,
    Self::SignedOnDesc => Sort::by(SignedOn).descending(),
    Self::SignedOn => Sort::by(SignedOn),
    Self::UpdatedAtDesc => Sort::by(framing_text::Column::UpdatedAt).descending(),
    Self::Code => Sort::by(framing_text::Column::Code));
order!(MissionCatalogueOrder, mission_catalogue,
    Self::ValidFromDesc => Sort::by(mission_catalogue::Column::ValidFrom).descending(),
    Self::ValidFrom => Sort::by(mission_catalogue::Column::ValidFrom));
order!(MissionOrder, mission, Self::Position => Sort::by(mission::Column::Position), Self::Code => Sort::by(mission::Column::Code));
order!(MissionOrder, activity, Self::Position => Sort::by(activity::Column::Position), Self::Code => Sort::by(activity::Column::Code));

/// Texts in force on a day.
pub fn in_force_on(day: NaiveDate) -> Condition {
    covering(EffectiveFrom, EffectiveTo, day)
}

/// Texts signed by a day that take effect after it.
pub fn announced_on(day: NaiveDate) -> Condition {
    Condition::all().add(SignedOn.lte(day)).add(EffectiveFrom.gt(day))
}

/// Texts signed by a day and not ended, whose first day of effect was not checked.
pub fn undated_on(day: NaiveDate) -> Condition {
    covering(SignedOn, EffectiveTo, day).add(EffectiveFrom.is_null())
}

/// Catalogues that hold on a day.
pub fn valid_on(day: NaiveDate) -> Condition {
    covering(mission_catalogue::Column::ValidFrom, mission_catalogue::Column::ValidTo, day)
}

impl Filter for FramingTextFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition, Refusal> {
        use framing_text::Column;
        Ok(Condition::all()
            .add_option(values("levels", self.levels.as_ref())?.map(|levels| Column::Level.is_in(levels)))
            .add_option(values("kinds", self.kinds.as_ref())?.map(|kinds| Column::Kind.is_in(kinds)))
            .add_option(values("topics", self.topics.as_ref())?.map(|topics| Column::Topic.is_in(topics)))
            .add_option(self.academy.as_ref().map(|code| chosen(Column::AcademyId, academy_coded(code))))
            .add_option(self.establishment.as_ref().map(|uai| chosen(Column::EstablishmentId, establishment_coded(uai))))
            .add_option(self.code.as_ref().map(|code| Column::Code.eq(code)))
            .add_option(self.in_force_on.map(|day| in_force_on(day.0)))
            .add_option(self.updated_since.map(|instant| Column::UpdatedAt.gte(instant))))
    }
}

impl Filter for MissionCatalogueFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition, Refusal> {
        let codes = values("codes", self.codes.as_ref())?.map(|codes| mission_catalogue::Column::Code.is_in(codes));
        Ok(Condition::all().add_option(codes).add_option(self.as_of.map(|day| valid_on(day.0))))
    }
}

impl Filter for MissionFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition, Refusal> {
        let codes = values("codes", self.codes.as_ref())?.map(|codes| mission::Column::Code.is_in(codes));
        Ok(Condition::all().add_option(codes))
    }
}

impl Filter for ActivityFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition, Refusal> {
        let codes = values("codes", self.codes.as_ref())?.map(|codes| activity::Column::Code.is_in(codes));
        Ok(Condition::all().add_option(codes))
    }
}
