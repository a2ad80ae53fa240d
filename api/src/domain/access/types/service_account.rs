use async_graphql::{Context, ID, Object};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    access::{service_account, service_establishment, service_secret},
    people::person,
    territory::{academy, establishment},
};
use kernel::{
    actor::{Extent, Hat, Scope, Scopes},
    read::{Ask, Maybe, Page, Related},
    relation::{Link, Many, One, Relation, Through},
    resource::{Loaded, Permission, Resource, id_of},
    scalars::Date,
    sheet::{Reach, Sheet},
};
use sea_orm::{ColumnTrait, Condition, Iterable};

use crate::domain::{
    access::{
        filters::{ServiceAccountFilter, ServiceAccountOrder, ServiceSecretFilter, ServiceSecretOrder},
        sheet,
    },
    people::Person,
    territory::{
        Academy, Establishment,
        filters::{EstablishmentFilter, EstablishmentOrder},
    },
};

const SERVED: Link<service_establishment::Entity> =
    Link { parent: service_establishment::Column::AccountId, child: service_establishment::Column::EstablishmentId, period: None };

/// Account of a program.
pub struct ServiceAccount(Loaded<service_account::Entity>);

impl Resource for ServiceAccount {
    type Row = service_account::Entity;
    type State = ();
    type Filter = ServiceAccountFilter;
    type Order = ServiceAccountOrder;

    const PREFIX: &'static str = "service";
    const SHEET: Sheet<()> = sheet::SERVICE_ACCOUNT;
    const RELATIONS: &'static [&'static dyn Relation<service_account::Entity>] = &[
        &One::<service_account::Entity, Academy> { name: "academy", from: service_account::Column::AcademyId, to: academy::Column::Id },
        &One::<service_account::Entity, Person> { name: "officer", from: service_account::Column::OfficerId, to: person::Column::Id },
        &Many::<service_account::Entity, ServiceSecret> { name: "secrets", from: service_account::Column::Id, to: service_secret::Column::AccountId },
        &Through::<service_account::Entity, service_establishment::Entity, Establishment> {
            name: "establishments",
            from: service_account::Column::Id,
            link: SERVED,
            to: establishment::Column::Id,
            also: None,
        },
    ];

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        let here = Condition::all().add(service_account::Column::AcademyId.eq(hat.academy?));
        match (reach, &hat.extent) {
            (Reach::Academy, Extent::Academy) => Some(here),
            // An officer of a part of the academy sees the accounts of their own making alone.
            (Reach::Academy, _) => hat.wearer.map(|officer| here.add(service_account::Column::OfficerId.eq(officer))),
            (Reach::Own, _) => hat.person().map(|account| here.add(service_account::Column::Id.eq(account))),
            _ => None,
        }
    }

    fn state(_: &service_account::Model, _: NaiveDate) {}

    fn natural_key(row: &service_account::Model) -> String {
        id_of::<Self>(row).to_string()
    }

    kernel::wraps!(service_account::Entity);
}

/// Account of a program: an ENT, an admin script, the tool of a local authority. An officer of the rectorate makes it and
/// answers for it; it can do what its scopes say of what that officer may do at the moment it asks, never more, and
/// nothing any more once the officer left office. It gets short tokens at `/oauth/token` (OAuth 2.0, RFC 6749, 4.4).
#[Object]
impl ServiceAccount {
    /// Opaque id: the `client_id` of OAuth.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// What it is for.
    async fn name(&self) -> &str {
        &self.0.row.name
    }

    /// Academy it belongs to.
    async fn academy(&self, ctx: &Context<'_>) -> Related<Academy> {
        ctx.one(self).await
    }

    /// The officer who made it and answers for it.
    async fn officer(&self, ctx: &Context<'_>) -> Related<Person> {
        ctx.one(self).await
    }

    /// What it was given of the officer's rights.
    async fn scopes(&self) -> Vec<Scope> {
        Scopes::from_bits(self.0.row.scopes).list()
    }

    /// Whether it is limited to the establishments of its list and the persons who work there.
    async fn limited(&self) -> bool {
        self.0.row.limited
    }

    /// Establishments that it is limited to, such as those of an ENT project.
    async fn establishments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<EstablishmentFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<EstablishmentOrder>,
    ) -> Page<Establishment> {
        let _ = (first, after, filter, order_by);
        ctx.many(self).await
    }

    /// Systems whose identifiers of persons it reads, such as `AAF`; all when empty.
    async fn systems(&self) -> Vec<&str> {
        words(self.0.row.systems.as_deref())
    }

    /// Networks it may come from, such as `192.0.2.0/24`; any when empty.
    async fn addresses(&self) -> Vec<&str> {
        words(self.0.row.addresses.as_deref())
    }

    /// Last day on which it is good, included.
    async fn expires_on(&self) -> Date {
        self.0.row.expires_on.into()
    }

    /// Instant it was revoked, UTC; null while it was not.
    async fn revoked_at(&self) -> Option<DateTime<Utc>> {
        self.0.row.revoked_at
    }

    /// Its secrets: the one in use, the one before it while both are good, and those that ended.
    async fn secrets(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<ServiceSecretFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<ServiceSecretOrder>,
    ) -> Page<ServiceSecret> {
        let _ = (first, after, filter, order_by);
        ctx.many(self).await
    }

    /// Version for the optimistic lock: send it back with a change.
    async fn version(&self) -> i64 {
        self.0.row.version
    }

    /// Instant it was made, UTC.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.row.created_at
    }

    /// Instant of its last change, UTC.
    async fn updated_at(&self) -> DateTime<Utc> {
        self.0.row.updated_at
    }

    /// What the viewer may do with it, with the reason where not.
    async fn viewer_can(&self, ctx: &Context<'_>) -> Maybe<Vec<Permission>> {
        ctx.permissions(self).await
    }
}

fn words(kept: Option<&str>) -> Vec<&str> {
    kept.map(|kept| kept.split(' ').collect()).unwrap_or_default()
}

/// Secret of a service account.
pub struct ServiceSecret(Loaded<service_secret::Entity>);

impl Resource for ServiceSecret {
    type Row = service_secret::Entity;
    type State = ();
    type Filter = ServiceSecretFilter;
    type Order = ServiceSecretOrder;

    const PREFIX: &'static str = "secret";
    const SHEET: Sheet<()> = sheet::SERVICE_SECRET;

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        let accounts = kernel::filter::values_of::<service_account::Entity>(service_account::Column::Id, ServiceAccount::lies(reach, hat)?);
        Some(Condition::all().add(kernel::filter::chosen(service_secret::Column::AccountId, accounts)))
    }

    fn state(_: &service_secret::Model, _: NaiveDate) {}

    fn natural_key(row: &service_secret::Model) -> String {
        row.prefix.clone()
    }

    kernel::wraps!(service_secret::Entity);

    /// The hash is nobody's to read, not in the audit either.
    fn kept_from_audit() -> Vec<service_secret::Column> {
        service_secret::Column::iter().filter(|column| matches!(column, service_secret::Column::Hash)).collect()
    }
}

/// Secret of a service account. It is shown once, when it is made; what is kept is a hash.
#[Object]
impl ServiceSecret {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// How it begins, to tell it from another.
    async fn prefix(&self) -> &str {
        &self.0.row.prefix
    }

    /// Instant from which it is good no more, UTC; null while none is set.
    async fn expires_at(&self) -> Option<DateTime<Utc>> {
        self.0.row.expires_at
    }

    /// Instant at which a token was last asked with it, UTC; null when never.
    async fn last_used_at(&self) -> Option<DateTime<Utc>> {
        self.0.row.last_used_at
    }

    /// Instant it was made, UTC.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.row.created_at
    }
}
