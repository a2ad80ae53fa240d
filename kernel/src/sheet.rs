//! Who may do what, how far, in which states: a sheet of grants a resource, and one pure function that decides.
//!
//! A read computes the *standing* of a row in the same statement: one bit for each pair of a hat and a reach that the
//! sheet knows. Everything else follows from it without a database: `viewerCan`, `availableTransitions`,
//! `Work::take`, the reasons of refusals, `permissions.txt` and the docs.
//!
//! A service account wears its maker's hat narrowed to scopes: each sheet belongs to an area, and a scope opens an area to
//! be read or changed. So an account never exceeds the officer who made it, whatever is added to a sheet.

use std::fmt::Debug;

use sea_orm::{
    Condition,
    sea_query::{Expr, ExprTrait},
};

use crate::{
    actor::{Actor, Area, Capacity, Desk, Extent, Hat},
    machine::state_name,
    refusal::Refusal,
    resource::Resource,
    text::{Text, text},
};

/// Something that can be done with a resource, as the schema writes it: `ACCEPT`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Action(pub &'static str);

impl Action {
    /// Whether it only reads: `READ`, or what a sheet lets be read of rows beside them, such as `READ_PROGRESS`.
    pub fn only_reads(self) -> bool {
        self == READ || self.0.starts_with("READ_")
    }
}

/// Reads the row and its fields.
pub const READ: Action = Action("READ");

/// How far from its place a hat reaches. What it means for a row is said by the resource's `lies`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Every row.
    Everywhere,
    /// Rows of the hat's academy, or of its departments or basins.
    Academy,
    /// Rows about referents of the hat's academy.
    AcademyReferents,
    /// Rows about referents of the basins of the hat's establishments.
    BasinReferents,
    /// Rows about referents whose academy publishes their names.
    PublishedReferents,
    /// Rows of the establishments that share a basin with the hat's.
    Basin,
    /// Rows of the hat's establishments.
    Establishment,
    /// Rows meant for the staff of the hat's establishments: for one of these, for their basins, for their academy.
    Audience,
    /// Rows of the hat's office that belong to no one establishment: to its basins, to its academy.
    Shared,
    /// Rows of what the person, or the establishment as a host, is a party to.
    Party,
    /// Rows about the person.
    Own,
}

/// One line of a sheet.
#[derive(Debug)]
pub struct Grant<S: 'static> {
    /// In which capacity.
    pub capacity: Capacity,
    /// What may be done.
    pub actions: &'static [Action],
    /// How far.
    pub reach: Reach,
    /// In which states; none named means in all.
    pub once: &'static [S],
    /// Desk that an officer needs.
    pub desk: Option<Desk>,
}

/// The sheet of a resource: what it is about, and its grants.
#[derive(Debug)]
pub struct Sheet<S: 'static> {
    /// The area whose scopes open it to a service account.
    pub area: Area,
    /// Who may do what.
    pub grants: &'static [Grant<S>],
}

impl<S> Sheet<S> {
    /// A sheet.
    pub const fn of(area: Area, grants: &'static [Grant<S>]) -> Self {
        Self { area, grants }
    }

    /// The grants that a hat brings for an action.
    fn for_action<'h>(&self, hat: &'h Hat, action: Action) -> impl Iterator<Item = &'static Grant<S>> + use<'h, S> {
        let opens = hat.opens(self.area, !action.only_reads());
        self.grants.iter().filter(move |grant| opens && grant.is_worn(hat) && grant.actions.contains(&action))
    }
}

/// A line of a sheet, in all states.
pub const fn grant<S>(capacity: Capacity, actions: &'static [Action], reach: Reach) -> Grant<S> {
    Grant { capacity, actions, reach, once: &[], desk: None }
}

impl<S> Grant<S> {
    /// The same, only in these states.
    #[must_use]
    pub const fn once(self, once: &'static [S]) -> Self {
        Self { capacity: self.capacity, actions: self.actions, reach: self.reach, once, desk: self.desk }
    }

    /// The same, only for officers of this desk.
    #[must_use]
    pub const fn desk(self, desk: Desk) -> Self {
        Self { capacity: self.capacity, actions: self.actions, reach: self.reach, once: self.once, desk: Some(desk) }
    }

    fn is_worn(&self, hat: &Hat) -> bool {
        self.capacity == hat.capacity && self.desk.is_none_or(|desk| hat.desks.has(desk))
    }
}

/// Which pairs of a hat and a reach hold for a row: a bit each, in the order of `positions`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing(pub i64);

/// The pairs that bits of a standing stand for. A person wears few hats: one a capacity and academy.
fn positions<'h, S>(sheet: &Sheet<S>, hats: &'h [Hat]) -> impl Iterator<Item = (usize, &'h Hat, Reach)> {
    let mut pairs: Vec<(&Hat, Reach)> = Vec::new();
    for hat in hats {
        for grant in sheet.grants.iter().filter(|grant| grant.is_worn(hat)) {
            if !pairs.iter().any(|(other, reach)| std::ptr::eq(*other, hat) && *reach == grant.reach) {
                pairs.push((hat, grant.reach));
            }
        }
    }
    pairs.into_iter().take(62).enumerate().map(|(bit, (hat, reach))| (bit, hat, reach))
}

/// A yes, or a no with its reason.
#[derive(Clone, Debug, PartialEq)]
pub enum Decision {
    /// Allowed.
    Allowed,
    /// Denied; the reason says who may, or when.
    Denied(Text),
}

impl Decision {
    /// Whether it is a yes.
    pub const fn is_allowed(&self) -> bool {
        matches!(self, Self::Allowed)
    }
}

/// Decides one action on one row. Pure: the sheet, the hats, where the row stands, its state.
pub fn decide<S: PartialEq + Debug + Copy>(sheet: &Sheet<S>, hats: &[Hat], standing: Standing, state: S, action: Action) -> Decision {
    match judge(sheet, hats, standing, state, action) {
        Ok(_) => Decision::Allowed,
        Err(reason) => Decision::Denied(reason),
    }
}

/// The hat that allows an action on a row, one of the actor's own before one that was delegated; or why none does.
pub fn judge<'h, S: PartialEq + Debug + Copy>(sheet: &Sheet<S>, hats: &'h [Hat], standing: Standing, state: S, action: Action) -> Result<&'h Hat, Text> {
    if let Some(system) = hats.iter().find(|hat| hat.capacity == Capacity::System) {
        return Ok(system);
    }
    let mut too_early = None;
    for (_, hat, reach) in positions(sheet, hats).filter(|(bit, ..)| standing.0 >> bit & 1 == 1) {
        for grant in sheet.for_action(hat, action).filter(|grant| grant.reach == reach) {
            if grant.once.is_empty() || grant.once.contains(&state) {
                return Ok(hat);
            }
            too_early = Some(grant.once);
        }
    }
    Err(match too_early {
        Some(states) => wrong_state(state, states),
        None => who_may(sheet, action),
    })
}

fn wrong_state<S: Debug + Copy>(state: S, states: &[S]) -> Text {
    let (now, then) = (state_name(state), states.iter().map(|state| state_name(*state)).collect::<Vec<_>>().join(", "));
    Text::of(format!("Possible in the states {then}; the state is {now}."), format!("Possible dans les états {then} ; l'état est {now}."))
}

/// Who may do something, in words.
pub(crate) fn who_may<S>(sheet: &Sheet<S>, action: Action) -> Text {
    let mut who: Vec<(String, String)> = Vec::new();
    for grant in sheet.grants.iter().filter(|grant| grant.actions.contains(&action)) {
        let words = capacity_words(grant.capacity, grant.desk);
        if !who.contains(&words) {
            who.push(words);
        }
    }
    let (en, fr): (Vec<_>, Vec<_>) = who.into_iter().unzip();
    match en.is_empty() {
        true => text("Nobody may do this through the API.", "Personne ne peut le faire par l'API."),
        false => {
            Text::of(format!("Only {} may do this, each in their own place.", en.join(" or ")), format!("Seul le peut {}, chacun à sa place.", fr.join(" ou ")))
        }
    }
}

fn capacity_words(capacity: Capacity, desk: Option<Desk>) -> (String, String) {
    let (en, fr) = match capacity {
        Capacity::Anyone => ("anyone", "chacun"),
        Capacity::Oneself => ("the person", "la personne elle-même"),
        Capacity::Teacher => ("a teacher of the establishment", "un enseignant de l'établissement"),
        Capacity::Referent => ("a referent", "un référent"),
        Capacity::Deputy => ("a deputy", "un adjoint"),
        Capacity::Principal => ("the principal", "le chef d'établissement"),
        Capacity::Rectorate => ("the rectorate", "le rectorat"),
        Capacity::System => ("the product", "le produit"),
    };
    match desk {
        Some(desk) => (format!("{en} (desk {})", state_name(desk)), format!("{fr} (bureau {})", state_name(desk))),
        None => (en.into(), fr.into()),
    }
}

/// A hat that allows an action somewhere, one of the actor's own before one that was delegated.
pub fn holds<'h, S>(sheet: &Sheet<S>, hats: &'h [Hat], action: Action) -> Option<&'h Hat> {
    hats.iter().find(|hat| hat.capacity == Capacity::System || sheet.for_action(hat, action).next().is_some())
}

/// The rows an actor may read; `None` when that is all of them.
pub fn scope<R: Resource>(actor: &Actor) -> Option<Condition> {
    permitted::<R>(actor, READ)
}

/// The rows on which the sheet grants an action to an actor; `None` when that is all of them.
pub fn permitted<R: Resource>(actor: &Actor, action: Action) -> Option<Condition> {
    if actor.is_system() {
        return None;
    }
    let mut any = Condition::any();
    // The narrow hats come last and say it by a column: asked first, they spare the others' EXISTS.
    let narrow_first: Vec<_> = positions(&R::SHEET, &actor.hats).collect();
    let whole: Vec<&Hat> = narrow_first.iter().filter(|(_, hat, reach)| covers_academy(&R::SHEET, hat, *reach, action)).map(|(_, hat, _)| *hat).collect();
    for (_, hat, reach) in narrow_first.into_iter().rev() {
        // Rows that another hat of that academy reaches lie in the academy: they are among these already.
        let wider = whole.iter().find(|wider| wider.academy == hat.academy);
        if wider.is_some_and(|wider| !(std::ptr::eq(*wider, hat) && reach == Reach::Academy)) {
            continue;
        }
        let grants = || R::SHEET.for_action(hat, action).filter(move |grant| grant.reach == reach);
        let Some(lies) = grants().next().and_then(|_| R::lies(reach, hat)) else { continue };
        let unbound = grants().any(|grant| grant.once.is_empty());
        if lies.is_empty() && unbound {
            return None;
        }
        let states: Vec<R::State> = grants().flat_map(|grant| grant.once.iter().copied()).collect();
        any = any.add(if unbound { lies } else { Condition::all().add(lies).add(R::in_states(&states, actor.today)) });
    }
    Some(if any.is_empty() { Condition::all().add(nothing()) } else { any })
}

/// The same for what is listed by its rows alone: refused when no hat allows the action anywhere.
pub fn reached<R: Resource>(actor: &Actor, action: Action) -> Result<Condition, Refusal> {
    match holds(&R::SHEET, &actor.hats, action) {
        Some(_) => Ok(Condition::all().add_option(permitted::<R>(actor, action))),
        None => Err(Refusal::NotAllowed { reason: who_may(&R::SHEET, action) }),
    }
}

/// Whether a hat allows an action on everything of its academy.
fn covers_academy<S>(sheet: &Sheet<S>, hat: &Hat, reach: Reach, action: Action) -> bool {
    let unbound = |grant: &Grant<S>| grant.reach == reach && grant.once.is_empty();
    reach == Reach::Academy && hat.extent == Extent::Academy && sheet.for_action(hat, action).any(unbound)
}

/// The standing of a row as an expression of the statement that reads it.
pub fn standing<R: Resource>(actor: &Actor) -> Expr {
    positions(&R::SHEET, &actor.hats)
        .filter_map(|(bit, hat, reach)| {
            let lies = R::lies(reach, hat)?;
            let here = Expr::val(1_i64 << bit);
            Some(if lies.is_empty() { here } else { Expr::case(lies, here).finally(Expr::val(0_i64)).into() })
        })
        .reduce(|sum, bit| sum.add(bit))
        .unwrap_or_else(|| Expr::val(0_i64))
}

/// A condition that no row meets.
pub fn nothing() -> Expr {
    Expr::val(1).eq(0)
}

/// A condition that every row meets.
pub fn everything() -> Condition {
    Condition::all()
}

#[cfg(test)]
mod tests {
    use async_graphql::Object;
    use chrono::{DateTime, NaiveDate};
    use sea_orm::sea_query::{Query, SqliteQueryBuilder};
    use uuid::Uuid;

    use super::*;
    use crate::{
        actor::{Desks, Scope},
        page::{Order, Sort},
        refusal::Refusal,
        resource::{Filter, Loaded},
        tables::event,
        text::Locale,
        viewer::Viewer,
    };

    #[derive(Clone, Copy, Debug, PartialEq)]
    enum Letter {
        Draft,
        Signed,
    }

    const SIGN: Action = Action("SIGN");
    const PAY: Action = Action("PAY");
    const WITHDRAW: Action = Action("WITHDRAW");
    const COUNT: Action = Action("COUNT");
    const READ_PAY: Action = Action("READ_PAY");
    const SHEET: Sheet<Letter> = Sheet::of(
        Area::Mandate,
        &[
            grant(Capacity::Principal, &[READ, SIGN], Reach::Establishment).once(&[Letter::Draft]),
            grant(Capacity::Rectorate, &[READ], Reach::Academy),
            grant(Capacity::Rectorate, &[PAY, READ_PAY], Reach::Academy).desk(Desk::Pay),
            grant(Capacity::Principal, &[WITHDRAW], Reach::Establishment),
            grant(Capacity::Rectorate, &[WITHDRAW], Reach::Academy).once(&[Letter::Signed]),
            grant(Capacity::Anyone, &[COUNT], Reach::Everywhere),
            grant(Capacity::Anyone, &[READ], Reach::Everywhere).once(&[Letter::Signed]),
            grant(Capacity::Oneself, &[READ], Reach::Own),
        ],
    );

    /// What the sheet is about, as the conditions of a statement see it. No row is read: any table will do.
    struct MissionLetter(Loaded<event::Entity>);

    #[Object]
    impl MissionLetter {
        async fn version(&self) -> i64 {
            self.0.row.version
        }
    }

    impl Resource for MissionLetter {
        type Row = event::Entity;
        type State = Letter;
        type Filter = bool;
        type Order = bool;

        const PREFIX: &'static str = "letter";
        const SHEET: Sheet<Letter> = SHEET;

        fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
            let among = |column: &'static str, ids: &[Uuid]| Expr::col(column).is_in(ids.iter().map(|id| short(*id)));
            match (reach, &hat.extent) {
                (Reach::Everywhere, _) => Some(everything()),
                (Reach::Academy, Extent::Departments(ids)) => Some(Condition::all().add(among("department", ids))),
                (Reach::Academy, _) => hat.academy.map(|id| Condition::all().add(Expr::col("academy").eq(short(id)))),
                (Reach::Establishment, _) => Some(Condition::all().add(among("establishment", hat.establishments()))),
                (Reach::Own, _) => hat.person().map(|id| Condition::all().add(Expr::col("person").eq(short(id)))),
                _ => None,
            }
        }

        fn state(_: &event::Model, _: NaiveDate) -> Letter {
            Letter::Draft
        }

        fn in_states(states: &[Letter], _: NaiveDate) -> Condition {
            Condition::all().add(Expr::col("state").is_in(states.iter().map(|state| state_name(*state))))
        }

        fn natural_key(row: &event::Model) -> String {
            row.object_key.clone()
        }

        crate::wraps!(event::Entity);
    }

    // No list is asked either: any input will do.
    impl Filter for bool {
        fn condition(&self, _: &Viewer) -> Result<Condition, Refusal> {
            Ok(everything())
        }
    }

    impl Order<event::Entity> for bool {
        fn sort(self) -> Sort<event::Entity> {
            Sort::by_creation()
        }
    }

    fn id(short: u32) -> Uuid {
        Uuid::from_u128(short.into())
    }

    fn short(id: Uuid) -> u32 {
        id.as_u128() as u32
    }

    fn wearing(hats: &[Hat]) -> Actor {
        Actor { hats: hats.to_vec(), ..Actor::anonymous(DateTime::UNIX_EPOCH, NaiveDate::default()) }
    }

    fn sql(expression: impl Into<Expr>) -> String {
        Query::select().expr(expression.into()).to_string(SqliteQueryBuilder).replace('"', "").replacen("SELECT ", "", 1)
    }

    fn hat(capacity: Capacity, desks: &[Desk]) -> Hat {
        Hat { capacity, desks: desks.iter().copied().collect::<Desks>(), ..Hat::anyone(Default::default()) }
    }

    fn placed(capacity: Capacity, academy: u32, extent: Extent) -> Hat {
        Hat { academy: Some(id(academy)), extent, ..hat(capacity, &[]) }
    }

    /// The hat of a service account that an officer of the desk PAY made.
    fn given(scopes: &[Scope]) -> Hat {
        Hat { scopes: Some(scopes.iter().copied().collect()), ..hat(Capacity::Rectorate, &[Desk::Pay]) }
    }

    #[test]
    fn a_delegated_hat_is_worn_only_where_none_of_ones_own_allows_it() {
        let deputy = Hat { on_behalf_of: Some(uuid::Uuid::from_u128(1)), ..hat(Capacity::Principal, &[]) };
        let both = [hat(Capacity::Principal, &[]), deputy.clone()];
        let allowing = |hats: &[Hat], standing| judge(&SHEET, hats, Standing(standing), Letter::Draft, SIGN).map(|hat| hat.on_behalf_of);
        assert_eq!(allowing(&both, 0b11), Ok(None));
        assert_eq!(allowing(&both, 0b10), Ok(deputy.on_behalf_of));
        assert_eq!(holds(&SHEET, &both, SIGN).map(|hat| hat.on_behalf_of), Some(None));
    }

    #[test]
    fn a_grant_wants_the_capacity_the_reach_the_state_and_the_desk() {
        let (principal, officer, payer) = (hat(Capacity::Principal, &[]), hat(Capacity::Rectorate, &[]), hat(Capacity::Rectorate, &[Desk::Pay]));
        for (hats, standing, state, action, allowed) in [
            (vec![principal.clone()], 1, Letter::Draft, SIGN, true),
            (vec![principal.clone()], 0, Letter::Draft, SIGN, false),
            (vec![principal.clone()], 1, Letter::Signed, SIGN, false),
            (vec![officer.clone()], 1, Letter::Signed, READ, true),
            (vec![officer.clone()], 1, Letter::Signed, PAY, false),
            (vec![payer.clone()], 1, Letter::Signed, PAY, true),
            (vec![officer.clone(), principal.clone()], 0b10, Letter::Draft, SIGN, true),
            (vec![payer.clone(), principal.clone()], 0b10, Letter::Draft, SIGN, true),
            (vec![officer, principal], 0b01, Letter::Draft, SIGN, false),
            (vec![], i64::MAX, Letter::Draft, READ, false),
            (vec![given(&[Scope::MandateRead])], 1, Letter::Signed, READ, true),
            (vec![given(&[Scope::MandateRead])], 1, Letter::Signed, PAY, false),
            (vec![given(&[Scope::MandateRead])], 1, Letter::Signed, READ_PAY, true),
            (vec![given(&[Scope::MandateWrite])], 1, Letter::Signed, PAY, true),
            (vec![given(&[Scope::DirectoryWrite])], 1, Letter::Signed, READ_PAY, false),
            (vec![given(&[Scope::DirectoryWrite])], 1, Letter::Signed, READ, false),
            (vec![hat(Capacity::System, &[])], 0, Letter::Signed, PAY, true),
        ] {
            let decision = decide(&SHEET, &hats, Standing(standing), state, action);
            assert_eq!(decision.is_allowed(), allowed, "{action:?} {state:?} {standing:b} {hats:?}");
        }
    }

    #[test]
    fn a_denial_says_who_may_or_when() {
        let said = |decision: Decision| match decision {
            Decision::Denied(reason) => reason.in_(Locale::En).to_owned(),
            Decision::Allowed => String::new(),
        };
        assert!(said(decide(&SHEET, &[], Standing(0), Letter::Draft, PAY)).contains("desk PAY"));
        assert!(said(decide(&SHEET, &[hat(Capacity::Principal, &[])], Standing(1), Letter::Signed, SIGN)).contains("DRAFT"));
    }

    #[test]
    fn the_first_hat_that_allows_an_action_somewhere_holds_it() {
        let (principal, officer, system) = (hat(Capacity::Principal, &[]), hat(Capacity::Rectorate, &[]), Hat::system(Default::default()));
        for (hats, action, held) in [
            (vec![], SIGN, None),
            (vec![officer.clone()], SIGN, None),
            (vec![officer.clone(), principal.clone()], SIGN, Some(Capacity::Principal)),
            (vec![principal, officer], READ, Some(Capacity::Principal)),
            (vec![system], PAY, Some(Capacity::System)),
        ] {
            assert_eq!(holds(&SHEET, &hats, action).map(|hat| hat.capacity), held, "{action:?} {hats:?}");
        }
    }

    #[test]
    fn the_rows_of_an_action_are_those_that_its_grants_reach_in_their_states() {
        let (anyone, oneself) = (hat(Capacity::Anyone, &[]), placed(Capacity::Oneself, 13, Extent::Person(id(5))));
        let principal = placed(Capacity::Principal, 13, Extent::Establishments(vec![id(7)]));
        let (officer, local) = (placed(Capacity::Rectorate, 13, Extent::Academy), placed(Capacity::Rectorate, 13, Extent::Departments(vec![id(84)])));
        let elsewhere = placed(Capacity::Rectorate, 16, Extent::Academy);
        for (hats, action, rows) in [
            (vec![], READ, Some("1 = 0")),
            (vec![principal.clone()], PAY, Some("1 = 0")),
            (vec![hat(Capacity::Rectorate, &[])], READ, Some("1 = 0")),
            (vec![anyone.clone()], COUNT, None),
            (vec![anyone], READ, Some("TRUE AND state IN ('SIGNED')")),
            (vec![principal.clone()], WITHDRAW, Some("establishment IN (7)")),
            (vec![oneself.clone(), principal.clone()], READ, Some("(establishment IN (7) AND state IN ('DRAFT')) OR person = 5")),
            // What an officer reaches of the academy anyway is not asked for a second time.
            (vec![principal.clone(), officer.clone()], READ, Some("academy = 13")),
            (vec![officer.clone(), local.clone()], READ, Some("academy = 13")),
            // Two offices over one academy are as good as one.
            (vec![officer.clone(), officer.clone()], READ, Some("academy = 13")),
            // An officer who does not reach all of it, or reaches another one, spares no other hat.
            (vec![oneself, local.clone()], READ, Some("department IN (84) OR person = 5")),
            (vec![principal.clone(), local], WITHDRAW, Some("(department IN (84) AND state IN ('SIGNED')) OR establishment IN (7)")),
            (vec![principal.clone(), officer], WITHDRAW, Some("(academy = 13 AND state IN ('SIGNED')) OR establishment IN (7)")),
            (vec![principal, elsewhere], READ, Some("academy = 16 OR (establishment IN (7) AND state IN ('DRAFT'))")),
        ] {
            let actor = wearing(&hats);
            assert_eq!(permitted::<MissionLetter>(&actor, action).map(sql).as_deref(), rows, "{action:?} {hats:?}");
            assert_eq!(scope::<MissionLetter>(&actor), permitted::<MissionLetter>(&actor, READ), "{hats:?}");
            // Refused where no hat allows it anywhere, else these rows.
            match reached::<MissionLetter>(&actor, action) {
                Ok(these) => assert_eq!(sql(these), rows.unwrap_or("TRUE"), "{action:?} {hats:?}"),
                Err(refusal) => assert_eq!((refusal.code(), holds(&SHEET, &hats, action)), ("NOT_ALLOWED", None)),
            }
        }
        assert_eq!(permitted::<MissionLetter>(&Actor::system("import", DateTime::UNIX_EPOCH, NaiveDate::default()), PAY), None);
    }

    #[test]
    fn each_pair_of_a_hat_and_a_reach_has_its_bit_where_the_row_lies() {
        let principal = placed(Capacity::Principal, 13, Extent::Establishments(vec![id(7)]));
        for (hats, bits) in [
            (vec![], "0"),
            (vec![hat(Capacity::Anyone, &[]), principal.clone()], "1 + (CASE WHEN (establishment IN (7)) THEN 2 ELSE 0 END)"),
            // A hat without an academy reaches no row, and keeps its place.
            (vec![hat(Capacity::Rectorate, &[Desk::Pay]), principal], "(CASE WHEN (establishment IN (7)) THEN 2 ELSE 0 END)"),
        ] {
            assert_eq!(sql(standing::<MissionLetter>(&wearing(&hats))), bits, "{hats:?}");
        }
    }
}
