//! Filters and orders of the room's lists.

use async_graphql::{Enum, InputObject};
use entity::{
    action::{
        support_action::{self, SupportChannel},
        support_action_kind,
    },
    framing::activity,
};
use kernel::{
    filter::{chosen, values, values_of},
    page::{Order, Sort},
    refusal::Refusal,
    resource::Filter,
    scalars::{Date, SchoolYear, Uai},
    viewer::Viewer,
};
use sea_orm::{ColumnTrait, Condition};

use crate::domain::{people::filters::establishment_coded, territory::filters::order};

/// Which kinds of actions to list; all that is given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct SupportActionKindFilter {
    /// Codes, such as `HELP_PERSON`. Refuses an empty list.
    pub codes: Option<Vec<String>>,
    /// Codes of activities, such as `M1.3`. Refuses an empty list.
    pub activities: Option<Vec<String>>,
}

/// Which lines of the own log to list; all that is given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct SupportActionFilter {
    /// School year of the mandate.
    pub school_year: Option<SchoolYear>,
    /// Codes of kinds, such as `HELP_PERSON`. Refuses an empty list.
    pub kinds: Option<Vec<String>>,
    /// By which way. Refuses an empty list.
    pub channels: Option<Vec<SupportChannel>>,
    /// First day.
    pub from: Option<Date>,
    /// Last day, included.
    pub to: Option<Date>,
    /// Unit code of the establishment.
    pub establishment: Option<Uai>,
}

/// Order of kinds of actions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum SupportActionKindOrder {
    /// As they are listed.
    #[default]
    Position,
    /// By code.
    Code,
}

/// Order of the lines of a log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum SupportActionOrder {
    /// From the latest day.
    #[default]
    DoneOnDesc,
    /// From the earliest day.
    DoneOn,
    /// In the order they were logged.
    Created,
}

order!(SupportActionKindOrder, support_action_kind,
    Self::Position => Sort::by(support_action_kind::Column::Position),
    Self::Code => Sort::by(support_action_kind::Column::Code));
order!(SupportActionOrder, support_action,
    Self::DoneOnDesc => Sort::by(support_action::Column::DoneOn).descending(),
    Self::DoneOn => Sort::by(support_action::Column::DoneOn),
    Self::Created => Sort::by_creation());

impl Filter for SupportActionKindFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition, Refusal> {
        use support_action_kind::Column::{ActivityId, Code};
        let of = |codes: Vec<String>| {
            chosen(ActivityId, values_of::<activity::Entity>(activity::Column::Id, Condition::all().add(activity::Column::Code.is_in(codes))))
        };
        Ok(Condition::all()
            .add_option(values("codes", self.codes.as_ref())?.map(|codes| Code.is_in(codes)))
            .add_option(values("activities", self.activities.as_ref())?.map(of)))
    }
}

impl Filter for SupportActionFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition, Refusal> {
        use support_action::Column::{Channel, DoneOn, EstablishmentId, KindId, SchoolYear};
        let coded = |codes: Vec<String>| {
            let these = Condition::all().add(support_action_kind::Column::Code.is_in(codes));
            chosen(KindId, values_of::<support_action_kind::Entity>(support_action_kind::Column::Id, these))
        };
        Ok(Condition::all()
            .add_option(self.school_year.map(|year| SchoolYear.eq(year.to_string())))
            .add_option(values("kinds", self.kinds.as_ref())?.map(coded))
            .add_option(values("channels", self.channels.as_ref())?.map(|channels| Channel.is_in(channels)))
            .add_option(self.from.map(|day| DoneOn.gte(day.0)))
            .add_option(self.to.map(|day| DoneOn.lte(day.0)))
            .add_option(self.establishment.as_ref().map(|uai| chosen(EstablishmentId, establishment_coded(uai)))))
    }
}
