use async_graphql::{Context, ID, Object};
use chrono::{DateTime, NaiveDate, Utc};
use entity::training::calendar_address;
use kernel::{
    actor::Hat,
    read::{Ask, Maybe},
    resource::{Loaded, Permission, Resource, id_of},
    sheet::{Reach, Sheet},
};
use sea_orm::{ColumnTrait, Condition, Iterable};

use crate::domain::training::{
    filters::{CalendarAddressFilter, CalendarAddressOrder},
    sheet,
};

/// Secret address of a calendar.
pub struct CalendarAddress(Loaded<calendar_address::Entity>);

impl Resource for CalendarAddress {
    type Row = calendar_address::Entity;
    type State = ();
    type Filter = CalendarAddressFilter;
    type Order = CalendarAddressOrder;

    const PREFIX: &'static str = "calendar";
    const SHEET: Sheet<()> = sheet::ADDRESS;

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        match reach {
            Reach::Own => hat.person().map(|person| Condition::all().add(calendar_address::Column::PersonId.eq(person))),
            _ => None,
        }
    }

    fn state(_: &calendar_address::Model, _: NaiveDate) {}

    fn natural_key(row: &calendar_address::Model) -> String {
        row.prefix.clone()
    }

    kernel::wraps!(calendar_address::Entity);

    /// The hash is nobody's to read, not in the audit either.
    fn kept_from_audit() -> Vec<calendar_address::Column> {
        calendar_address::Column::iter().filter(|column| matches!(column, calendar_address::Column::Hash)).collect()
    }
}

/// Secret address at which a program reads the own calendar. It is shown once, when it is made; what is kept is a hash.
#[Object]
impl CalendarAddress {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// How its secret begins, to tell it from another.
    async fn prefix(&self) -> &str {
        &self.0.row.prefix
    }

    /// Instant it was revoked, UTC; null while it is good.
    async fn revoked_at(&self) -> Option<DateTime<Utc>> {
        self.0.row.revoked_at
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
