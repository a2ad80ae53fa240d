use async_graphql::{Context, ID, Object};
use chrono::{DateTime, NaiveDate, Utc};
use entity::delivery::notification;
use kernel::{
    actor::Hat,
    read::{Ask, Maybe},
    resource::{Loaded, Permission, Resource, id_of},
    sheet::{Reach, Sheet},
};
use sea_orm::{ColumnTrait, Condition};

use crate::{
    delivery::{
        filters::{NotificationFilter, NotificationOrder},
        sheet,
    },
    domain::labels::label_of,
    schema,
};

/// A notice to a person.
pub struct Notification(Loaded<notification::Entity>);

impl Resource for Notification {
    type Row = notification::Entity;
    type State = ();
    type Filter = NotificationFilter;
    type Order = NotificationOrder;

    const PREFIX: &'static str = "notification";
    const SHEET: Sheet<()> = sheet::NOTIFICATION;
    const TOLD: bool = false;
    const READS: &'static [(&'static str, &'static [notification::Column])] = &[
        ("message", &[notification::Column::Kind, notification::Column::ObjectKey]),
        ("objectId", &[notification::Column::ObjectType, notification::Column::ObjectId]),
    ];

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        match reach {
            Reach::Own => hat.person().map(|id| Condition::all().add(notification::Column::PersonId.eq(id))),
            _ => None,
        }
    }

    fn state(_: &notification::Model, _: NaiveDate) {}

    fn natural_key(row: &notification::Model) -> String {
        id_of::<Self>(row).to_string()
    }

    kernel::wraps!(notification::Entity);
}

/// A notice to a person: something happened that concerns them, and somebody else did it. Only the person reads it.
#[Object]
impl Notification {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// When it happened, UTC.
    async fn at(&self) -> DateTime<Utc> {
        self.0.row.at
    }

    /// What happened, such as `MandateProposed`.
    async fn kind(&self) -> &str {
        &self.0.row.kind
    }

    /// What happened in words, in the language of the request.
    async fn message(&self, ctx: &Context<'_>) -> String {
        label_of("Notification", &self.0.row.kind, ctx.viewer().locale)
    }

    /// Type of the object that it happened to.
    async fn object_type(&self) -> &str {
        &self.0.row.object_type
    }

    /// Id of the object, for `node` and `nodes`.
    async fn object_id(&self) -> ID {
        schema::id_of_type(&self.0.row.object_type, self.0.row.object_id)
    }

    /// When the person read it, UTC; null before.
    async fn read_at(&self) -> Option<DateTime<Utc>> {
        self.0.row.read_at
    }

    /// What the viewer may do with it, with the reason where not.
    async fn viewer_can(&self, ctx: &Context<'_>) -> Maybe<Vec<Permission>> {
        ctx.permissions(self).await
    }
}
