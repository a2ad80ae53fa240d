//! Rows of the audit and what they changed.

use async_graphql::{Context, Enum, ID, Json, Object};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{access::service_account, people::person, territory::academy};
use kernel::{
    actor::{Extent, Hat},
    filter::borne_by,
    read::{Ask, Page, Related},
    relation::{Many, One, Relation},
    resource::{Confidence, Loaded, Resource, id_of},
    sheet::{Reach, Sheet},
    tables::{audit, audit_change},
};
use sea_orm::{ColumnTrait, Condition};

use super::ServiceAccount;
use crate::{
    domain::{
        access::{
            filters::{AuditChangeFilter, AuditChangeOrder, AuditEventFilter, AuditEventOrder},
            sheet,
        },
        action, campaign, need,
        people::Person,
        report,
        territory::{
            Academy,
            place::{in_office, in_own_establishments},
        },
    },
    schema,
};

/// What a row of the audit is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum AuditKind {
    /// A mutation, done or refused.
    Mutation,
    /// A read of something sensitive: identifiers, pay, the audit itself.
    Reading,
}

/// How a mutation or a read ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum AuditOutcome {
    /// It was done.
    Done,
    /// Everything was so already.
    Unchanged,
    /// It was refused; `code` says why.
    Refused,
}

/// Who acted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum ActorKind {
    /// A person of the directory.
    Person,
    /// A service account.
    Service,
    /// The product itself, or its command line.
    System,
    /// Somebody without a token.
    Anonymous,
}

/// What a change is about, for those who may read some and not others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// Of facts, mailboxes, links.
    Change,
    /// Of identifiers in other systems.
    Identifier,
    /// Of what somebody is paid.
    Pay,
    /// Of what is between an establishment and its people.
    Letter,
    /// Of what an establishment wants to learn.
    Training,
    /// Of what is the person's own business.
    Person,
    /// Nothing was changed: it was read.
    Reading,
}

impl ChangeKind {
    /// The confidence that makes it so; none for what is open, and for reads.
    const fn confidence(self) -> Option<Confidence> {
        match self {
            Self::Identifier => Some(Confidence::Identifiers),
            Self::Pay => Some(Confidence::Pay),
            Self::Letter => Some(Confidence::Establishment),
            Self::Training => Some(Confidence::Training),
            Self::Person => Some(Confidence::Person),
            Self::Change | Self::Reading => None,
        }
    }
}

impl AuditKind {
    /// As the table writes it.
    pub const fn written(self) -> &'static str {
        match self {
            Self::Mutation => "MUTATION",
            Self::Reading => "READING",
        }
    }
}

impl AuditOutcome {
    /// As the table writes it.
    pub const fn written(self) -> &'static str {
        match self {
            Self::Done => "DONE",
            Self::Unchanged => "UNCHANGED",
            Self::Refused => "REFUSED",
        }
    }

    fn read(written: &str) -> Self {
        [Self::Unchanged, Self::Refused].into_iter().find(|outcome| outcome.written() == written).unwrap_or(Self::Done)
    }
}

/// Operations of which only the person who does them is told: who does them is nobody else's business, whatever comes of it.
const CONFIDED: [&[&str]; 4] = [&action::commands::CONFIDED, &campaign::commands::CONFIDED, &need::commands::CONFIDED, &report::commands::CONFIDED];

/// A row of the audit.
pub struct AuditEvent(Loaded<audit::Entity>);

impl Resource for AuditEvent {
    type Row = audit::Entity;
    type State = AuditKind;
    type Filter = AuditEventFilter;
    type Order = AuditEventOrder;

    const PREFIX: &'static str = "audit";
    const SHEET: Sheet<AuditKind> = sheet::AUDIT;
    const SENSITIVE: bool = true;
    const READS: &'static [(&'static str, &'static [audit::Column])] = &[("systemName", &[audit::Column::ActorName])];
    const RELATIONS: &'static [&'static dyn Relation<audit::Entity>] = &[
        &One::<audit::Entity, Person> { name: "person", from: audit::Column::ActorId, to: person::Column::Id },
        &One::<audit::Entity, ServiceAccount> { name: "serviceAccount", from: audit::Column::ActorId, to: service_account::Column::Id },
        &One::<audit::Entity, Person> { name: "onBehalfOf", from: audit::Column::OnBehalfOf, to: person::Column::Id },
        &One::<audit::Entity, Academy> { name: "academy", from: audit::Column::AcademyId, to: academy::Column::Id },
        &Many::<audit::Entity, AuditChange> { name: "changes", from: audit::Column::Id, to: audit_change::Column::AuditId },
    ];

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        let open = || audit::Column::Operation.is_not_in(CONFIDED.into_iter().flatten().copied());
        let changing = |these: Condition| borne_by::<audit_change::Entity, _>(audit::Column::Id, audit_change::Column::AuditId, these);
        match (reach, &hat.extent) {
            (Reach::Own, _) => {
                let person = hat.person()?;
                let acted = Condition::any().add(audit::Column::ActorId.eq(person)).add(audit::Column::OnBehalfOf.eq(person));
                Some(acted.add(changing(Condition::all().add(audit_change::Column::PersonId.eq(person)))))
            }
            (Reach::Academy, Extent::Academy) => Some(Condition::all().add(audit::Column::AcademyId.eq(hat.academy?)).add(open())),
            (reach, _) => AuditChange::lies(reach, hat).map(|these| Condition::all().add(changing(these)).add(open())),
        }
    }

    fn state(row: &audit::Model, _: NaiveDate) -> AuditKind {
        if row.kind == AuditKind::Reading.written() { AuditKind::Reading } else { AuditKind::Mutation }
    }

    fn in_states(states: &[AuditKind], _: NaiveDate) -> Condition {
        Condition::all().add(audit::Column::Kind.is_in(states.iter().map(|kind| kind.written())))
    }

    fn natural_key(row: &audit::Model) -> String {
        row.seq.to_string()
    }

    kernel::wraps!(audit::Entity);
}

/// A row of the audit: who did what, when, why, and how it ended; or who read what is sensitive. It is never changed, and
/// holds the hash of the row before it, so that `rupn audit verify` finds what was altered. Reading it leaves a row too.
#[Object]
impl AuditEvent {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// Place in the chain, from 1, without gaps.
    async fn seq(&self) -> i64 {
        self.0.row.seq
    }

    /// Instant of the request, UTC.
    async fn at(&self) -> DateTime<Utc> {
        self.0.row.at
    }

    /// A mutation, or a read of something sensitive.
    async fn kind(&self) -> AuditKind {
        Self::state(&self.0.row, NaiveDate::default())
    }

    /// Name of the mutation, such as `acceptMandate`; `read` for a read.
    async fn operation(&self) -> &str {
        &self.0.row.operation
    }

    /// How it ended.
    async fn outcome(&self) -> AuditOutcome {
        AuditOutcome::read(&self.0.row.outcome)
    }

    /// Code of the refusal, such as `NOT_ALLOWED`; null when it was not refused.
    async fn code(&self) -> Option<&str> {
        self.0.row.code.as_deref()
    }

    /// Who acted.
    async fn actor_kind(&self) -> ActorKind {
        match self.0.row.actor_kind.as_str() {
            "PERSON" => ActorKind::Person,
            "SERVICE" => ActorKind::Service,
            "SYSTEM" => ActorKind::System,
            _ => ActorKind::Anonymous,
        }
    }

    /// The person who acted; null for others, and for those who may not read the name.
    async fn person(&self, ctx: &Context<'_>) -> Related<Person> {
        ctx.one(self).await
    }

    /// The service account that acted; null for others, and for those who may not read it.
    async fn service_account(&self, ctx: &Context<'_>) -> Related<ServiceAccount> {
        ctx.one(self).await
    }

    /// What the product acted as, such as `import`; null for others.
    async fn system_name(&self) -> Option<&str> {
        self.0.row.actor_name.as_deref()
    }

    /// The principal whose delegation allowed it; null when none was needed.
    async fn on_behalf_of(&self, ctx: &Context<'_>) -> Related<Person> {
        ctx.one(self).await
    }

    /// Program that the token was given to, as its issuer names it.
    async fn client(&self) -> Option<&str> {
        self.0.row.client.as_deref()
    }

    /// Why, as the caller said it.
    async fn reason(&self) -> Option<&str> {
        self.0.row.reason.as_deref()
    }

    /// Id of the request, as in the log and in the header `x-request-id`.
    async fn request_id(&self) -> &str {
        &self.0.row.request_id
    }

    /// Academy of what was changed or read, or of the actor.
    async fn academy(&self, ctx: &Context<'_>) -> Related<Academy> {
        ctx.one(self).await
    }

    /// What was changed or read, object by object; only what the viewer may read of it.
    async fn changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<AuditChangeFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<AuditChangeOrder>,
    ) -> Page<AuditChange> {
        let _ = (first, after, filter, order_by);
        ctx.many(self).await
    }

    /// Hash of the row before, SHA-256 in hex; empty for the first.
    async fn previous(&self) -> &str {
        &self.0.row.previous
    }

    /// Hash of this row, SHA-256 in hex.
    async fn hash(&self) -> &str {
        &self.0.row.hash
    }
}

/// A change of one object, in the audit.
pub struct AuditChange(Loaded<audit_change::Entity>);

impl Resource for AuditChange {
    type Row = audit_change::Entity;
    type State = ChangeKind;
    type Filter = AuditChangeFilter;
    type Order = AuditChangeOrder;

    const PREFIX: &'static str = "change";
    const SHEET: Sheet<ChangeKind> = sheet::AUDIT_CHANGE;
    const READS: &'static [(&'static str, &'static [audit_change::Column])] = &[];

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        use audit_change::Column::{AcademyId, EstablishmentId, PersonId};
        match reach {
            Reach::Own => hat.person().map(|person| Condition::all().add(PersonId.eq(person))),
            Reach::Establishment => Some(in_own_establishments(hat, EstablishmentId)),
            Reach::Academy => in_office(hat, AcademyId, EstablishmentId),
            _ => None,
        }
    }

    fn state(row: &audit_change::Model, _: NaiveDate) -> ChangeKind {
        if row.before.is_none() && row.after.is_none() {
            return ChangeKind::Reading;
        }
        let about = row.part.as_deref().unwrap_or(&row.object_type);
        match schema::confidence(about) {
            Confidence::Academy => ChangeKind::Change,
            Confidence::Identifiers => ChangeKind::Identifier,
            Confidence::Pay => ChangeKind::Pay,
            Confidence::Establishment => ChangeKind::Letter,
            Confidence::Training => ChangeKind::Training,
            Confidence::Person => ChangeKind::Person,
        }
    }

    fn in_states(states: &[ChangeKind], _: NaiveDate) -> Condition {
        use audit_change::Column::{After, Before, ObjectType, Part};
        let reading = || Condition::all().add(Before.is_null()).add(After.is_null());
        // A part that the API shows says what a change is about, else its object does.
        let about = |types: Vec<&'static str>| {
            let of_object = Condition::all().add(Part.is_null()).add(ObjectType.is_in(types.iter().copied()));
            Condition::any().add(of_object).add(Condition::all().add(Part.is_not_null()).add(Part.is_in(types)))
        };
        states.iter().fold(Condition::any(), |any, state| {
            any.add(match (state, state.confidence()) {
                (ChangeKind::Reading, _) => reading(),
                (_, Some(confidence)) => Condition::all().add(reading().not()).add(about(schema::types_of(|other| other == confidence))),
                (_, None) => Condition::all().add(reading().not()).add(about(schema::types_of(|other| other != Confidence::Academy)).not()),
            })
        })
    }

    fn natural_key(row: &audit_change::Model) -> String {
        id_of::<Self>(row).to_string()
    }

    kernel::wraps!(audit_change::Entity);
}

/// What a mutation changed of one object, or that the object was read.
#[Object]
impl AuditChange {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// Type of the object, such as `ReferentMandate`.
    async fn object_type(&self) -> &str {
        &self.0.row.object_type
    }

    /// Id of the object, for `node`; it may be there no more, or not be the viewer's to read.
    async fn object_id(&self) -> ID {
        schema::id_of_type(&self.0.row.object_type, self.0.row.object_id)
    }

    /// Type of the part that changed, where parts have readers of their own, such as `PersonIdentifier`.
    async fn part(&self) -> Option<&str> {
        self.0.row.part.as_deref()
    }

    /// The changed columns before, by name; null for a new object and for a read.
    async fn before(&self) -> Option<Json<serde_json::Value>> {
        content(self.0.row.before.as_deref())
    }

    /// The changed columns after, by name; null for a read, and where the person was erased since.
    async fn after(&self) -> Option<Json<serde_json::Value>> {
        content(self.0.row.after.as_deref())
    }
}

fn content(kept: Option<&str>) -> Option<Json<serde_json::Value>> {
    kept.and_then(|kept| serde_json::from_str(kept).ok()).map(Json)
}
