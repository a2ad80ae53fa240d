//! Filters and orders of the room's lists.

use async_graphql::{Enum, InputObject};
use entity::territory::{
    academy, academy_settings, department,
    establishment::{self, EstablishmentKind, Ministry, Sector},
    local_authority::{self, AuthorityKind},
    region,
    zone::{self, ZoneKind},
    zone_membership,
};
use kernel::{
    filter::{chosen, containing, values, values_of},
    page::{Order, Sort},
    refusal::{Fault, Refusal},
    resource::Filter,
    scalars::{Date, Uai},
    store::covering,
    text::text,
    viewer::Viewer,
};
use sea_orm::{
    ColumnTrait, Condition,
    sea_query::{Expr, ExprTrait, SelectStatement},
};

use crate::domain::mandate::states;

/// Which reference data to list; all that is given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct CodeFilter {
    /// Codes, as in the sources; 1 to 1,000 of them. Refuses an empty list.
    pub codes: Option<Vec<String>>,
}

/// Which academies to list.
#[derive(Clone, Debug, Default, InputObject)]
pub struct AcademyFilter {
    /// The ministry's codes: `["13"]`. Refuses an empty list.
    pub codes: Option<Vec<String>>,
    /// Words of the name, whatever the accents and case.
    pub text: Option<String>,
}

/// Which zones to list; all that is given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct ZoneFilter {
    /// Code of the academy, such as `13`.
    pub academy: Option<String>,
    /// Kinds. Refuses an empty list.
    pub kinds: Option<Vec<ZoneKind>>,
    /// Words of the name, whatever the accents and case.
    pub text: Option<String>,
    /// Day on which the zone exists, and on which it holds the establishment it is listed under; today when left out.
    pub as_of: Option<Date>,
}

/// Which basins to list; all that is given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct BasinFilter {
    /// Code of the academy, such as `13`.
    pub academy: Option<String>,
    /// Words of the name, whatever the accents and case.
    pub text: Option<String>,
    /// Day on which the basin exists; today when left out.
    pub as_of: Option<Date>,
}

/// Which local authorities to list.
#[derive(Clone, Debug, Default, InputObject)]
pub struct LocalAuthorityFilter {
    /// Kinds. Refuses an empty list.
    pub kinds: Option<Vec<AuthorityKind>>,
    /// Codes. Refuses an empty list.
    pub codes: Option<Vec<String>>,
}

/// Which establishments to list; all that is given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct EstablishmentFilter {
    /// Unit codes, 1 to 1,000 of them. Refuses an empty list.
    pub uais: Option<Vec<Uai>>,
    /// Kinds. Refuses an empty list.
    pub kinds: Option<Vec<EstablishmentKind>>,
    /// Sectors. Refuses an empty list.
    pub sectors: Option<Vec<Sector>>,
    /// Ministries. Refuses an empty list.
    pub ministries: Option<Vec<Ministry>>,
    /// Code of the academy, such as `13`.
    pub academy: Option<String>,
    /// INSEE code of the department, such as `16` or `2A`.
    pub department: Option<String>,
    /// Code of the basin it belongs to on the day `asOf`.
    pub basin: Option<String>,
    /// Whether it has a referent with an active mandate on the day `asOf`.
    pub has_referent: Option<bool>,
    /// Whether it is open on the day `asOf`.
    pub open: Option<bool>,
    /// Words of the name, town or UAI, whatever the accents and case.
    pub text: Option<String>,
    /// Within a distance of a point; those without a position are not.
    pub near: Option<Near>,
    /// Day on which the other conditions are looked at; today when left out.
    pub as_of: Option<Date>,
}

/// A point and a distance from it.
#[derive(Clone, Copy, Debug, InputObject)]
pub struct Near {
    /// Latitude in degrees, WGS 84, -90 to 90.
    pub latitude: f64,
    /// Longitude in degrees, WGS 84, -180 to 180.
    pub longitude: f64,
    /// Greatest distance in kilometres, as the crow flies; more than 0, 500 at most.
    pub kilometres: f64,
}

impl Near {
    /// The establishments within the distance: on the plane that touches the globe there, which is right to half a
    /// percent at these distances and asks the database for nothing but arithmetic.
    pub fn condition(self, argument: &str) -> Result<Condition, Refusal> {
        use establishment::Column::{Latitude, Longitude};
        let fits = self.latitude.abs() <= 90.0 && self.longitude.abs() <= 180.0 && self.kilometres > 0.0 && self.kilometres <= 500.0;
        if !fits {
            let message = text("No point and distance on the globe.", "Ni un point ni une distance sur le globe.");
            let hint = text(
                "Latitude -90 to 90, longitude -180 to 180, more than 0 and at most 500 kilometres.",
                "Latitude de -90 à 90, longitude de -180 à 180, plus de 0 et au plus 500 kilomètres.",
            );
            return Err(Fault::invalid(argument, message).hint(hint).into());
        }
        let radius = self.kilometres / KILOMETRES_A_DEGREE;
        let north = Expr::col(Latitude.as_column_ref()).sub(self.latitude);
        let east = Expr::col(Longitude.as_column_ref()).sub(self.longitude).mul(self.latitude.to_radians().cos());
        let square = north.clone().mul(north).add(east.clone().mul(east));
        let band = Latitude.between(self.latitude - radius, self.latitude + radius);
        Ok(Condition::all().add(Longitude.is_not_null()).add(band).add(square.lte(radius * radius)))
    }
}

/// Length of a degree of latitude on a globe of 6,371 km.
const KILOMETRES_A_DEGREE: f64 = 111.195;

/// Kilometres between two points, latitude and longitude in degrees, as the crow flies (haversine).
pub fn kilometres(from: (f64, f64), to: (f64, f64)) -> f64 {
    let (north, east) = ((to.0 - from.0).to_radians(), (to.1 - from.1).to_radians());
    let chord = (north / 2.0).sin().powi(2) + from.0.to_radians().cos() * to.0.to_radians().cos() * (east / 2.0).sin().powi(2);
    2.0 * 6371.0 * chord.sqrt().min(1.0).asin()
}

/// Order of reference data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum CodeOrder {
    /// By code.
    #[default]
    Code,
    /// By code, from the last.
    CodeDesc,
}

/// Order of things with a name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum NameOrder {
    /// By name, whatever the accents and case.
    #[default]
    Name,
    /// By name, from the last.
    NameDesc,
    /// By code.
    Code,
}

/// Order of establishments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum EstablishmentOrder {
    /// By name, whatever the accents and case.
    #[default]
    Name,
    /// By name, from the last.
    NameDesc,
    /// By UAI, which goes by department.
    Uai,
    /// By number of pupils, from the greatest; those without a figure last.
    PupilsDesc,
}

macro_rules! order {
    ($order:ty, $entity:ident, $($value:pat => $sort:expr),+) => {
        impl Order<$entity::Entity> for $order {
            fn sort(self) -> Sort<$entity::Entity> {
                match self { $($value => $sort),+ }
            }
        }
    };
}
pub(crate) use order;

order!(CodeOrder, region, Self::Code => Sort::by(region::Column::Code), Self::CodeDesc => Sort::by(region::Column::Code).descending());
order!(CodeOrder, department, Self::Code => Sort::by(department::Column::Code), Self::CodeDesc => Sort::by(department::Column::Code).descending());
order!(CodeOrder, local_authority, Self::Code => Sort::by(local_authority::Column::Code), Self::CodeDesc => Sort::by(local_authority::Column::Code).descending());
order!(CodeOrder, academy_settings, _ => Sort::by_creation());
order!(NameOrder, academy, Self::Name => Sort::by(academy::Column::Folded), Self::NameDesc => Sort::by(academy::Column::Folded).descending(), Self::Code => Sort::by(academy::Column::Code));
order!(NameOrder, zone, Self::Name => Sort::by(zone::Column::Folded), Self::NameDesc => Sort::by(zone::Column::Folded).descending(), Self::Code => Sort::by(zone::Column::Code));
order!(EstablishmentOrder, establishment,
    Self::Name => Sort::by(establishment::Column::Folded),
    Self::NameDesc => Sort::by(establishment::Column::Folded).descending(),
    Self::Uai => Sort::by(establishment::Column::Uai),
    Self::PupilsDesc => Sort::by(establishment::Column::Pupils).descending());

impl Filter for CodeFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition, Refusal> {
        let codes = values("codes", self.codes.as_ref())?;
        Ok(Condition::all().add_option(codes.map(|codes| department::Column::Code.is_in(codes))))
    }
}

/// Regions have the same filter over another table.
#[derive(Clone, Debug, Default, InputObject)]
pub struct RegionFilter {
    /// INSEE codes. Refuses an empty list.
    pub codes: Option<Vec<String>>,
}

impl Filter for RegionFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition, Refusal> {
        let codes = values("codes", self.codes.as_ref())?;
        Ok(Condition::all().add_option(codes.map(|codes| region::Column::Code.is_in(codes))))
    }
}

impl Filter for AcademyFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition, Refusal> {
        let codes = values("codes", self.codes.as_ref())?.map(|codes| academy::Column::Code.is_in(codes));
        let text = self.text.as_ref().map(|text| containing(academy::Column::Folded, text)).transpose()?;
        Ok(Condition::all().add_option(codes).add_option(text))
    }
}

impl Filter for LocalAuthorityFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition, Refusal> {
        let kinds = values("kinds", self.kinds.as_ref())?.map(|kinds| local_authority::Column::Kind.is_in(kinds));
        let codes = values("codes", self.codes.as_ref())?.map(|codes| local_authority::Column::Code.is_in(codes));
        Ok(Condition::all().add_option(kinds).add_option(codes))
    }
}

/// The id of the academy with a code.
pub fn academy_coded(code: &str) -> SelectStatement {
    values_of::<academy::Entity>(academy::Column::Id, Condition::all().add(academy::Column::Code.eq(code)))
}

fn zones(academy: Option<&str>, text: Option<&str>, as_of: chrono::NaiveDate) -> Result<Condition, Refusal> {
    let academy = academy.map(|code| chosen(zone::Column::AcademyId, academy_coded(code)));
    let text = text.map(|text| containing(zone::Column::Folded, text)).transpose()?;
    Ok(covering(zone::Column::StartsOn, zone::Column::EndsOn, as_of).add_option(academy).add_option(text))
}

impl Filter for ZoneFilter {
    fn condition(&self, viewer: &Viewer) -> Result<Condition, Refusal> {
        let kinds = values("kinds", self.kinds.as_ref())?.map(|kinds| zone::Column::Kind.is_in(kinds));
        Ok(zones(self.academy.as_deref(), self.text.as_deref(), day(self.as_of, viewer))?.add_option(kinds))
    }

    fn as_of(&self) -> Option<chrono::NaiveDate> {
        self.as_of.map(|date| date.0)
    }
}

impl Filter for BasinFilter {
    fn condition(&self, viewer: &Viewer) -> Result<Condition, Refusal> {
        zones(self.academy.as_deref(), self.text.as_deref(), day(self.as_of, viewer))
    }

    fn as_of(&self) -> Option<chrono::NaiveDate> {
        self.as_of.map(|date| date.0)
    }
}

fn day(as_of: Option<Date>, viewer: &Viewer) -> chrono::NaiveDate {
    as_of.map_or(viewer.actor.today, |date| date.0)
}

impl Filter for EstablishmentFilter {
    fn condition(&self, viewer: &Viewer) -> Result<Condition, Refusal> {
        use establishment::Column;
        let day = day(self.as_of, viewer);
        let uais = values("uais", self.uais.as_ref())?.map(|uais| Column::Uai.is_in(uais.into_iter().map(String::from)));
        let text = self.text.as_ref().map(|text| containing(Column::Folded, text)).transpose()?;
        let all = Condition::all()
            .add_option(uais)
            .add_option(values("kinds", self.kinds.as_ref())?.map(|kinds| Column::Kind.is_in(kinds)))
            .add_option(values("sectors", self.sectors.as_ref())?.map(|sectors| Column::Sector.is_in(sectors)))
            .add_option(values("ministries", self.ministries.as_ref())?.map(|ministries| Column::Ministry.is_in(ministries)))
            .add_option(self.academy.as_ref().map(|code| chosen(Column::AcademyId, academy_coded(code))))
            .add_option(self.department.as_ref().map(|code| chosen(Column::DepartmentId, department_coded(code))))
            .add_option(self.basin.as_ref().map(|code| chosen(Column::Id, members_of_basin(code, day))))
            .add_option(text)
            .add_option(self.near.map(|near| near.condition("filter.near")).transpose()?);
        let all = match self.has_referent {
            Some(true) => all.add(chosen(Column::Id, states::with_referent(day))),
            Some(false) => all.add(Column::Id.not_in_subquery(states::with_referent(day))),
            None => all,
        };
        let closed_before = Condition::all().add(Column::ClosedOn.is_not_null()).add(Column::ClosedOn.lt(day));
        let opens_after = Condition::all().add(Column::OpenedOn.is_not_null()).add(Column::OpenedOn.gt(day));
        let closed = Condition::any().add(closed_before).add(opens_after);
        Ok(match self.open {
            Some(true) => all.add(closed.not()),
            Some(false) => all.add(closed),
            None => all,
        })
    }

    fn as_of(&self) -> Option<chrono::NaiveDate> {
        self.as_of.map(|date| date.0)
    }
}

/// The id of the department with a code.
pub fn department_coded(code: &str) -> SelectStatement {
    values_of::<department::Entity>(department::Column::Id, Condition::all().add(department::Column::Code.eq(code)))
}

/// The establishments of the basins with a code on a day.
pub fn members_of_basin(code: &str, day: chrono::NaiveDate) -> SelectStatement {
    use zone_membership::Column::{EndsOn, EstablishmentId, StartsOn, ZoneId};
    let basins = values_of::<zone::Entity>(zone::Column::Id, Condition::all().add(zone::Column::Kind.eq(ZoneKind::Basin)).add(zone::Column::Code.eq(code)));
    values_of::<zone_membership::Entity>(EstablishmentId, covering(StartsOn, EndsOn, day).add(chosen(ZoneId, basins)))
}
