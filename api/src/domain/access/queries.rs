//! The room's root fields.

use async_graphql::{Context, ID, Json, Object, SimpleObject};
use chrono::{DateTime, Utc};
use entity::{access::service_account, people::person, territory::academy};
use kernel::{
    Uuid,
    actor::{ActorId, Capacity, Desk, Extent, Hat, Role, Scope},
    read::{Ask, Maybe, Page},
    refusal::Refusal,
    resource::Id,
    scalars::Date,
};
use sea_orm::{ColumnTrait, Condition};

use super::{
    AuditEvent, Delegation, ServiceAccount,
    explain::{AccessExplanation, Asked, explain},
    filters::{AuditEventFilter, AuditEventOrder, DelegationFilter, DelegationOrder, ServiceAccountFilter, ServiceAccountOrder},
    personal_data,
};
use crate::domain::{
    people::Person,
    territory::{Academy, Basin, Department, Establishment},
};

/// Root fields of access.
#[derive(Default)]
pub struct AccessQueries;

/// Root fields of access.
#[Object]
impl AccessQueries {
    /// Who is asking: the person, and what they are today. Answers without a token too.
    async fn viewer(&self) -> ViewerInfo {
        ViewerInfo
    }

    /// Service accounts that the viewer may read. Rectorate.
    async fn service_accounts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<ServiceAccountFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<ServiceAccountOrder>,
    ) -> Page<ServiceAccount> {
        let _ = (first, after, filter, order_by);
        ctx.read().list().await
    }

    /// Delegations that the viewer may read, those of today unless the filter says otherwise.
    async fn delegations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<DelegationFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<DelegationOrder>,
    ) -> Page<Delegation> {
        let _ = (first, after, filter, order_by);
        ctx.read().list().await
    }

    /// Why a person or a service account may do something with an object, or may not: one of the object's actions, `READ` when left
    /// out, or the reading of what hangs at one of its fields. Refuses `NOT_FOUND` for what the viewer may not read. Rectorate.
    async fn explain_access(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The person.")] person: Option<Id<Person>>,
        #[graphql(desc = "The service account, when it is not about a person.")] service_account: Option<Id<ServiceAccount>>,
        #[graphql(desc = "Id of the object, of any type.")] object: ID,
        #[graphql(desc = "The action, such as `END`, as in `viewerCan`.")] action: Option<String>,
        #[graphql(desc = "A field of the object that leads to others, such as `identifiers`; `action` is then refused.")] field: Option<String>,
    ) -> Maybe<AccessExplanation> {
        Some(explain(ctx.viewer(), Asked { person, account: service_account, object, action, field }).await)
    }

    /// All that the directory knows of a person, yourself when none is named, as JSON: for each table the rows about them, by column, as of one instant (GDPR, art. 15
    /// and 20). Leaves a row in the audit. The person, and the desk DPO.
    async fn export_personal_data(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The person; yourself when left out.")] person: Option<Id<Person>>,
    ) -> Maybe<Json<serde_json::Value>> {
        let named = match person {
            Some(person) => person.named("person"),
            None => ctx.viewer().actor.person().ok_or(Refusal::NotFound { argument: "person" }),
        };
        let export = async { Ok(Json(personal_data::of(ctx.viewer(), named?).await?)) };
        Some(export.await)
    }

    /// The last row of the audit: whoever keeps its hash can prove later that nothing before it was altered. Null while there is none.
    async fn audit_head(&self, ctx: &Context<'_>) -> Result<Option<AuditHead>, Refusal> {
        let head = kernel::trail::head(ctx.viewer()).await?;
        Ok(head.map(|(seq, at, hash)| AuditHead { seq, at, hash }))
    }

    /// Rows of the audit that the viewer may read, from the latest: one's own acts and what was done about oneself, a principal
    /// what was done in the establishment, the rectorate what was done in the academy; reads of sensitive things the desk DPO.
    async fn audit_events(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<AuditEventFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<AuditEventOrder>,
    ) -> Page<AuditEvent> {
        let _ = (first, after, filter, order_by);
        ctx.read().list().await
    }
}

/// The last row of the audit: its place in the chain and its hash, which tell nothing of what was done.
#[derive(SimpleObject)]
pub struct AuditHead {
    /// Place in the chain.
    seq: i64,
    /// Instant of the row, UTC.
    at: DateTime<Utc>,
    /// Its hash, SHA-256 in hex.
    hash: String,
}

/// Who is asking.
pub struct ViewerInfo;

/// Who is asking, at this instant.
#[Object(name = "Viewer")]
impl ViewerInfo {
    /// Whether a valid token came with the request.
    async fn authenticated(&self, ctx: &Context<'_>) -> bool {
        ctx.viewer().actor.is_known()
    }

    /// The service account; null for a person and without a token.
    async fn service_account(&self, ctx: &Context<'_>) -> Maybe<ServiceAccount> {
        let ActorId::Service(id) = ctx.viewer().actor.id else { return None };
        ctx.read().one(Condition::all().add(service_account::Column::Id.eq(id))).await
    }

    /// The person; null without a token, and for a service account.
    async fn person(&self, ctx: &Context<'_>) -> Maybe<Person> {
        let id = ctx.viewer().actor.person()?;
        ctx.read().one(Condition::all().add(person::Column::Id.eq(id))).await
    }

    /// Roles of today, over all hats; empty for those who have none.
    async fn roles(&self, ctx: &Context<'_>) -> Vec<Role> {
        let mut roles: Vec<Role> = worn(ctx).filter_map(|hat| hat.capacity.role()).collect();
        roles.sort_unstable();
        roles.dedup();
        roles
    }

    /// Hats of today: each a capacity and where it holds. Rights are their union, each within its own place.
    async fn hats(&self, ctx: &Context<'_>) -> Vec<HatInfo> {
        worn(ctx).filter(|hat| !matches!(hat.capacity, Capacity::Anyone | Capacity::Oneself)).cloned().map(HatInfo).collect()
    }

    /// Instant of the request, UTC.
    async fn now(&self, ctx: &Context<'_>) -> DateTime<Utc> {
        ctx.viewer().actor.at
    }

    /// Today in the viewer's academy: the day that dated lists are looked at.
    async fn today(&self, ctx: &Context<'_>) -> Date {
        ctx.viewer().actor.today.into()
    }

    /// Id of this request, as in the log and in the header `x-request-id`.
    async fn request_id(&self, ctx: &Context<'_>) -> String {
        ctx.viewer().request.clone()
    }
}

fn worn<'c>(ctx: &'c Context<'_>) -> impl Iterator<Item = &'c Hat> {
    ctx.viewer().actor.hats.iter()
}

/// A hat of the viewer.
pub struct HatInfo(Hat);

impl HatInfo {
    /// Shows a hat.
    pub const fn of(hat: Hat) -> Self {
        Self(hat)
    }
}

/// A capacity in which the viewer acts, and where it holds.
#[Object(name = "Hat")]
impl HatInfo {
    /// Role; null for a deputy, who reads as the principal does.
    async fn role(&self) -> Option<Role> {
        self.0.capacity.role()
    }

    /// Role in words, in the language of the request.
    async fn label(&self, ctx: &Context<'_>) -> String {
        match self.0.capacity.role() {
            Some(role) => crate::domain::labels::label("Role", role, ctx.viewer().locale),
            None => crate::domain::labels::label("AppointmentFunction", self.0.capacity, ctx.viewer().locale),
        }
    }

    /// Academy it belongs to.
    async fn academy(&self, ctx: &Context<'_>) -> Maybe<Academy> {
        ctx.read().one(Condition::all().add(academy::Column::Id.eq(self.0.academy?))).await
    }

    /// Establishments it is bound to; empty for the rectorate.
    async fn establishments(&self, ctx: &Context<'_>) -> Result<Vec<Establishment>, Refusal> {
        found(ctx, self.0.establishments()).await
    }

    /// Departments that an office is limited to; empty when it covers the academy.
    async fn departments(&self, ctx: &Context<'_>) -> Result<Vec<Department>, Refusal> {
        found(ctx, if let Extent::Departments(ids) = &self.0.extent { ids } else { &[] }).await
    }

    /// Basins that an office is limited to; empty when it covers the academy.
    async fn basins(&self, ctx: &Context<'_>) -> Result<Vec<Basin>, Refusal> {
        found(ctx, if let Extent::Basins(ids) = &self.0.extent { ids } else { &[] }).await
    }

    /// The principal for whom it is worn, by delegation; null for a hat of one's own.
    async fn on_behalf_of(&self, ctx: &Context<'_>) -> Maybe<Person> {
        ctx.read().one(Condition::all().add(person::Column::Id.eq(self.0.on_behalf_of?))).await
    }

    /// What a service account was given of it; null for a person, whom nothing narrows.
    async fn scopes(&self) -> Option<Vec<Scope>> {
        self.0.scopes.map(kernel::actor::Scopes::list)
    }

    /// Desks of an officer of the rectorate.
    async fn desks(&self) -> Vec<Desk> {
        self.0.desks.list()
    }
}

async fn found<R: kernel::resource::Resource>(ctx: &Context<'_>, ids: &[Uuid]) -> Result<Vec<R>, Refusal> {
    if ids.is_empty() { Ok(Vec::new()) } else { ctx.read().with_ids(ids).await }
}
