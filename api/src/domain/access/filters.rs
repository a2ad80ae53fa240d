//! Filters and orders of the room's lists.

use async_graphql::{Enum, ID, InputObject};
use chrono::{DateTime, Utc};
use entity::access::{delegation, service_account, service_secret};
use kernel::{
    Uuid,
    filter::{borne_by, chosen, containing, values},
    page::{Order, Sort},
    refusal::{Fault, Refusal},
    resource::{Filter, Id, parse_id},
    scalars::{Date, Uai},
    sheet::scope,
    tables::{audit, audit_change},
    text::text,
    viewer::Viewer,
};
use sea_orm::{ColumnTrait, Condition};

use super::types::{
    AuditChange,
    audit::{AuditKind, AuditOutcome},
};
use crate::domain::{
    people::{
        Person,
        filters::{dated, establishment_coded},
    },
    territory::filters::{academy_coded, order},
};

/// Which service accounts to list; all that is given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct ServiceAccountFilter {
    /// Code of the academy, such as `13`.
    pub academy: Option<String>,
    /// Words of the name, whatever the accents and case.
    pub text: Option<String>,
    /// Whether it is good today: neither revoked nor over.
    pub good: Option<bool>,
}

/// Which secrets to list.
#[derive(Clone, Debug, Default, InputObject)]
pub struct ServiceSecretFilter {
    /// Whether it is good now.
    pub good: Option<bool>,
}

/// Which delegations to list; all that is given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct DelegationFilter {
    /// Code of the academy, such as `13`.
    pub academy: Option<String>,
    /// Unit code of the establishment.
    pub establishment: Option<Uai>,
    /// Day on which they hold; today when left out.
    pub as_of: Option<Date>,
    /// All of them, past and to come; `asOf` is then refused.
    #[graphql(default)]
    pub all_dates: bool,
}

/// Which rows of the audit to list; all that is given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct AuditEventFilter {
    /// Code of the academy, such as `13`.
    pub academy: Option<String>,
    /// Mutations, or reads of sensitive things.
    pub kind: Option<AuditKind>,
    /// Names of mutations, such as `acceptMandate`. Refuses an empty list.
    pub operations: Option<Vec<String>>,
    /// How they ended. Refuses an empty list.
    pub outcomes: Option<Vec<AuditOutcome>>,
    /// The person who acted.
    pub person: Option<Id<Person>>,
    /// Id of an object that was changed or read, of any type: its history.
    pub object: Option<ID>,
    /// Not before this instant.
    pub since: Option<DateTime<Utc>>,
    /// Before this instant.
    pub until: Option<DateTime<Utc>>,
    /// Id of the request.
    pub request_id: Option<String>,
}

/// Which changes to list.
#[derive(Clone, Debug, Default, InputObject)]
pub struct AuditChangeFilter {
    /// Types of objects, such as `ReferentMandate`. Refuses an empty list.
    pub object_types: Option<Vec<String>>,
}

/// Order of service accounts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum ServiceAccountOrder {
    /// By name, whatever the accents and case.
    #[default]
    Name,
    /// In the order they were made.
    Created,
}

/// Order of secrets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum ServiceSecretOrder {
    /// In the order they were made.
    #[default]
    Created,
}

/// Order of delegations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum DelegationOrder {
    /// By first day.
    #[default]
    StartsOn,
    /// By first day, from the latest.
    StartsOnDesc,
}

/// Order of the audit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum AuditEventOrder {
    /// From the latest.
    #[default]
    SeqDesc,
    /// In the order of the chain.
    Seq,
}

/// Order of changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum AuditChangeOrder {
    /// In the order they were made.
    #[default]
    Created,
}

order!(ServiceAccountOrder, service_account, Self::Name => Sort::by(service_account::Column::Folded), Self::Created => Sort::by_creation());
order!(ServiceSecretOrder, service_secret, Self::Created => Sort::by_creation());
order!(DelegationOrder, delegation,
    Self::StartsOn => Sort::by(delegation::Column::StartsOn),
    Self::StartsOnDesc => Sort::by(delegation::Column::StartsOn).descending());
order!(AuditEventOrder, audit, Self::SeqDesc => Sort::by(audit::Column::Seq).descending(), Self::Seq => Sort::by(audit::Column::Seq));
order!(AuditChangeOrder, audit_change, Self::Created => Sort::by_creation());

/// What holds, or what does not, or both when nothing is asked.
fn whether(wanted: Option<bool>, holds: Condition) -> Condition {
    match wanted {
        Some(true) => holds,
        Some(false) => holds.not(),
        None => Condition::all(),
    }
}

impl Filter for ServiceAccountFilter {
    fn condition(&self, viewer: &Viewer) -> Result<Condition, Refusal> {
        use service_account::Column::{AcademyId, ExpiresOn, Folded, RevokedAt};
        let good = Condition::all().add(RevokedAt.is_null()).add(ExpiresOn.gte(viewer.actor.today));
        let text = self.text.as_ref().map(|text| containing(Folded, text)).transpose()?;
        Ok(whether(self.good, good).add_option(self.academy.as_ref().map(|code| chosen(AcademyId, academy_coded(code)))).add_option(text))
    }
}

impl Filter for ServiceSecretFilter {
    fn condition(&self, viewer: &Viewer) -> Result<Condition, Refusal> {
        use service_secret::Column::ExpiresAt;
        let over = Condition::all().add(ExpiresAt.is_not_null()).add(ExpiresAt.lte(viewer.actor.at));
        Ok(whether(self.good.map(|good| !good), over))
    }
}

impl Filter for DelegationFilter {
    fn condition(&self, viewer: &Viewer) -> Result<Condition, Refusal> {
        use delegation::Column::{AcademyId, EndsOn, EstablishmentId, RevokedAt, StartsOn};
        let live = (!self.all_dates).then(|| RevokedAt.is_null());
        Ok(dated(self.all_dates, self.as_of, viewer, StartsOn, EndsOn)?
            .add_option(live)
            .add_option(self.academy.as_ref().map(|code| chosen(AcademyId, academy_coded(code))))
            .add_option(self.establishment.as_ref().map(|uai| chosen(EstablishmentId, establishment_coded(uai)))))
    }
}

impl Filter for AuditEventFilter {
    fn condition(&self, viewer: &Viewer) -> Result<Condition, Refusal> {
        use audit::Column::{AcademyId, ActorId, At, Kind, Operation, Outcome, RequestId};
        let outcomes = values("outcomes", self.outcomes.as_ref())?.map(|outcomes| Outcome.is_in(outcomes.into_iter().map(AuditOutcome::written)));
        let object = self.object.as_ref().map(|id| object_named(id)).transpose()?;
        Ok(Condition::all()
            .add_option(self.academy.as_ref().map(|code| chosen(AcademyId, academy_coded(code))))
            .add_option(self.kind.map(|kind| Kind.eq(kind.written())))
            .add_option(values("operations", self.operations.as_ref())?.map(|names| Operation.is_in(names)))
            .add_option(outcomes)
            .add_option(self.person.map(|person| ActorId.eq(person.0)))
            .add_option(object.map(|id| of_object(viewer, id)))
            .add_option(self.since.map(|since| At.gte(since)))
            .add_option(self.until.map(|until| At.lt(until)))
            .add_option(self.request_id.as_ref().map(|id| RequestId.eq(id.as_str()))))
    }
}

fn object_named(id: &str) -> Result<Uuid, Refusal> {
    let hint = text("Ids come from the field `id` of objects.", "Les identifiants viennent du champ `id` des objets.");
    let wrong = || Fault::invalid("filter.object", text("Not an id of this API.", "Ce n'est pas un identifiant de cette API.")).hint(hint);
    parse_id(id).map(|(_, id)| id).ok_or_else(|| wrong().into())
}

/// The rows that changed or read an object, as far as the viewer may read it: a filter must not tell what a list would not.
fn of_object(viewer: &Viewer, id: Uuid) -> Condition {
    let readable = scope::<AuditChange>(&viewer.actor).unwrap_or_else(Condition::all);
    borne_by::<audit_change::Entity, _>(
        audit::Column::Id,
        audit_change::Column::AuditId,
        Condition::all().add(readable).add(audit_change::Column::ObjectId.eq(id)),
    )
}

impl Filter for AuditChangeFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition, Refusal> {
        let types = values("objectTypes", self.object_types.as_ref())?;
        Ok(Condition::all().add_option(types.map(|types| audit_change::Column::ObjectType.is_in(types))))
    }
}
