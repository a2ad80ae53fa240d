use async_graphql::{Context, ID, Object};
use chrono::NaiveDate;
use entity::territory::{
    academy, department, establishment,
    local_authority::{self, AuthorityKind},
    region,
};
use kernel::{
    actor::Hat,
    read::{Ask, Page, Related},
    relation::{Many, One, Relation},
    resource::{Loaded, Resource, id_of},
    sheet::{Reach, Sheet, everything},
};
use sea_orm::Condition;

use super::{Academy, Establishment};
use crate::domain::territory::{
    filters::{CodeFilter, CodeOrder, EstablishmentFilter, EstablishmentOrder, LocalAuthorityFilter, RegionFilter},
    sheet,
};

/// Administrative region (*région*).
pub struct Region(Loaded<region::Entity>);

impl Resource for Region {
    type Row = region::Entity;
    type State = ();
    type Filter = RegionFilter;
    type Order = CodeOrder;

    const PREFIX: &'static str = "region";
    const SHEET: Sheet<()> = sheet::REFERENCE;
    const REFERENCE: bool = true;
    const RELATIONS: &'static [&'static dyn Relation<region::Entity>] =
        &[&Many::<region::Entity, Department> { name: "departments", from: region::Column::Id, to: department::Column::RegionId }];

    fn lies(_: Reach, _: &Hat) -> Option<Condition> {
        Some(everything())
    }

    fn state(_: &region::Model, _: NaiveDate) {}

    fn natural_key(row: &region::Model) -> String {
        row.code.clone()
    }

    kernel::wraps!(region::Entity);
}

/// Administrative region (*région*), owner of lycées by law (Code de l'éducation, L214-6).
#[Object]
impl Region {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// INSEE code.
    async fn code(&self) -> &str {
        &self.0.row.code
    }

    /// Name in French.
    async fn name(&self) -> &str {
        &self.0.row.name
    }

    /// Departments of the region.
    async fn departments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<CodeFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<CodeOrder>,
    ) -> Page<Department> {
        let _ = (first, after, filter, order_by);
        ctx.many(self).await
    }
}

/// Department.
pub struct Department(Loaded<department::Entity>);

impl Resource for Department {
    type Row = department::Entity;
    type State = ();
    type Filter = CodeFilter;
    type Order = CodeOrder;

    const PREFIX: &'static str = "department";
    const SHEET: Sheet<()> = sheet::REFERENCE;
    const REFERENCE: bool = true;
    const RELATIONS: &'static [&'static dyn Relation<department::Entity>] = &[
        &One::<department::Entity, Region> { name: "region", from: department::Column::RegionId, to: region::Column::Id },
        &One::<department::Entity, Academy> { name: "academy", from: department::Column::AcademyId, to: academy::Column::Id },
        &Many::<department::Entity, Establishment> { name: "establishments", from: department::Column::Id, to: establishment::Column::DepartmentId },
    ];

    fn lies(_: Reach, _: &Hat) -> Option<Condition> {
        Some(everything())
    }

    fn state(_: &department::Model, _: NaiveDate) {}

    fn natural_key(row: &department::Model) -> String {
        row.code.clone()
    }

    kernel::wraps!(department::Entity);
}

/// Department (*département*), owner of collèges by law (Code de l'éducation, L213-2).
#[Object]
impl Department {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// INSEE code, such as `16` or `2A`.
    async fn code(&self) -> &str {
        &self.0.row.code
    }

    /// Name in French.
    async fn name(&self) -> &str {
        &self.0.row.name
    }

    /// Region it lies in.
    async fn region(&self, ctx: &Context<'_>) -> Related<Region> {
        ctx.one(self).await
    }

    /// Academy it belongs to.
    async fn academy(&self, ctx: &Context<'_>) -> Related<Academy> {
        ctx.one(self).await
    }

    /// Establishments of the department.
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
}

/// Local authority.
pub struct LocalAuthority(Loaded<local_authority::Entity>);

impl Resource for LocalAuthority {
    type Row = local_authority::Entity;
    type State = ();
    type Filter = LocalAuthorityFilter;
    type Order = CodeOrder;

    const PREFIX: &'static str = "authority";
    const SHEET: Sheet<()> = sheet::REFERENCE;
    const REFERENCE: bool = true;
    const RELATIONS: &'static [&'static dyn Relation<local_authority::Entity>] =
        &[&Many::<local_authority::Entity, Establishment> { name: "establishments", from: local_authority::Column::Id, to: establishment::Column::OwnerId }];

    fn lies(_: Reach, _: &Hat) -> Option<Condition> {
        Some(everything())
    }

    fn state(_: &local_authority::Model, _: NaiveDate) {}

    fn natural_key(row: &local_authority::Model) -> String {
        row.code.clone()
    }

    kernel::wraps!(local_authority::Entity);
}

/// Local authority (*collectivité territoriale*).
#[Object]
impl LocalAuthority {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// Kind.
    async fn kind(&self) -> AuthorityKind {
        self.0.row.kind
    }

    /// INSEE code of a region or department, SIREN of an intercommunality.
    async fn code(&self) -> &str {
        &self.0.row.code
    }

    /// Name in French.
    async fn name(&self) -> &str {
        &self.0.row.name
    }

    /// Establishments whose equipment it owns.
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
}
