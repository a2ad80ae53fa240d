//! Who may do what with accounts, delegations and the audit.

use kernel::{
    actor::{Area, Capacity::*, Desk},
    sheet::{Action, READ, Reach::*, Sheet, grant},
};

use super::types::audit::{
    AuditKind::{self, Mutation},
    ChangeKind::{self, Change, Identifier, Letter, Pay, Reading, Training},
};

/// Makes a new one.
pub const CREATE: Action = Action("CREATE");
/// Gives a new secret beside the old.
pub const ROTATE: Action = Action("ROTATE");
/// Takes an account's rights away, at once.
pub const REVOKE: Action = Action("REVOKE");
/// Lets a deputy act.
pub const DELEGATE: Action = Action("DELEGATE");
/// Ends before its last day.
pub const END: Action = Action("END");

/// Service accounts.
pub const SERVICE_ACCOUNT: Sheet<()> = Sheet::of(Area::Access, &[grant(Oneself, &[READ], Own), grant(Rectorate, &[READ, CREATE, ROTATE, REVOKE], Academy)]);

/// Their secrets, of which nothing is kept but a hash.
pub const SERVICE_SECRET: Sheet<()> = Sheet::of(Area::Access, &[grant(Rectorate, &[READ, ROTATE], Academy)]);

/// Delegations of principals to deputies.
pub const DELEGATION: Sheet<()> = Sheet::of(
    Area::Access,
    &[
        grant(Oneself, &[READ], Own),
        grant(Deputy, &[READ], Establishment),
        grant(Principal, &[READ], Establishment),
        grant(Principal, &[DELEGATE, END], Own),
        grant(Rectorate, &[READ], Academy).desk(Desk::Directory),
    ],
);

/// The audit: mutations are read by those who answer for the place, reads of sensitive things by the data protection officer.
pub const AUDIT: Sheet<AuditKind> = Sheet::of(
    Area::Audit,
    &[
        grant(Oneself, &[READ], Own),
        grant(Deputy, &[READ], Establishment).once(&[Mutation]),
        grant(Principal, &[READ], Establishment).once(&[Mutation]),
        grant(Rectorate, &[READ], Academy).once(&[Mutation]),
        grant(Rectorate, &[READ], Academy).desk(Desk::Dpo),
    ],
);

/// What was changed: each is shown to those who may read the thing itself. What is said about a letter stays in its establishment.
pub const AUDIT_CHANGE: Sheet<ChangeKind> = Sheet::of(
    Area::Audit,
    &[
        grant(Oneself, &[READ], Own),
        grant(Deputy, &[READ], Establishment).once(&[Change, Letter, Pay, Training]),
        grant(Principal, &[READ], Establishment).once(&[Change, Letter, Pay, Training]),
        grant(Rectorate, &[READ], Academy).once(&[Change]),
        grant(Rectorate, &[READ], Academy).once(&[Change, Identifier]).desk(Desk::Directory),
        grant(Rectorate, &[READ], Academy).once(&[Change, Pay]).desk(Desk::Pay),
        grant(Rectorate, &[READ], Academy).once(&[Change, Training]).desk(Desk::Training),
        grant(Rectorate, &[READ], Academy).once(&[Change, Identifier, Reading]).desk(Desk::Dpo),
    ],
);
