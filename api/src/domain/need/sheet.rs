//! Who may do what with policies, needs, their authors and supports, and clusters.

use entity::need::{need_cluster::ClusterStage, training_need::NeedStage};
use kernel::{
    actor::{Area, Capacity::*, Desk},
    sheet::{Action, READ, Reach::*, Sheet, grant},
};

use super::types::Naming;

/// Sets the policy of a year.
pub const SET: Action = Action("SET");
/// Raises a need.
pub const RAISE: Action = Action("RAISE");
/// Wants it too.
pub const SUPPORT: Action = Action("SUPPORT");
/// Wants it no more.
pub const WITHDRAW_SUPPORT: Action = Action("WITHDRAW_SUPPORT");
/// Says what a need is about.
pub const QUALIFY: Action = Action("QUALIFY");
/// Stands for a need.
pub const VALIDATE: Action = Action("VALIDATE");
/// Declines a need, with a reason.
pub const DECLINE: Action = Action("DECLINE");
/// Lets a need go on in another.
pub const MERGE: Action = Action("MERGE");
/// Lets a need go on in the next school year.
pub const CARRY_OVER: Action = Action("CARRY_OVER");
/// Belongs to a cluster: with its computation, and with what is decided of it.
pub const CLUSTER: Action = Action("CLUSTER");
/// Training is planned.
pub const PLAN: Action = Action("PLAN");
/// A course is asked of somebody.
pub const PROPOSE: Action = Action("PROPOSE");
/// What was planned is not any more.
pub const UNPLAN: Action = Action("UNPLAN");
/// Training was held.
pub const MEET: Action = Action("MEET");
/// Computes clusters.
pub const COMPUTE: Action = Action("COMPUTE");
/// Wants a cluster answered.
pub const CONFIRM: Action = Action("CONFIRM");
/// Does not, with a reason.
pub const DISMISS: Action = Action("DISMISS");

/// Policies: the priorities of a basin are known in it.
pub const POLICY: Sheet<()> = Sheet::of(
    Area::Need,
    &[
        grant(Teacher, &[READ], Establishment),
        grant(Referent, &[READ], Basin),
        grant(Deputy, &[READ], Basin),
        grant(Principal, &[READ], Basin),
        grant(Principal, &[SET], Establishment),
        grant(Rectorate, &[READ], Academy),
    ],
);

/// Needs, without who wants them. Who raised one or supports it follows it wherever they go.
pub const NEED: Sheet<NeedStage> = Sheet::of(
    Area::Need,
    &[
        grant(Oneself, &[READ, WITHDRAW_SUPPORT], Party),
        grant(Teacher, &[READ, RAISE, SUPPORT], Establishment),
        grant(Referent, &[READ, RAISE, SUPPORT, QUALIFY, MERGE], Establishment),
        grant(Referent, &[READ], Basin),
        grant(Deputy, &[READ, RAISE, SUPPORT], Establishment),
        grant(Deputy, &[READ], Basin),
        grant(Principal, &[READ, RAISE, SUPPORT, QUALIFY, VALIDATE, DECLINE, CARRY_OVER], Establishment),
        grant(Principal, &[READ], Basin),
        grant(Rectorate, &[READ, RAISE, QUALIFY, VALIDATE, DECLINE, CARRY_OVER, CLUSTER], Academy).desk(Desk::Training),
    ],
);

/// Authors: known to the referent of the establishment, to the others there and to the desk TRAINING with the author's leave.
pub const AUTHOR: Sheet<Naming> = Sheet::of(
    Area::Need,
    &[
        grant(Oneself, &[READ, RAISE], Own),
        grant(Teacher, &[READ], Establishment).once(&[Naming::Shown]),
        grant(Referent, &[READ], Establishment),
        grant(Deputy, &[READ], Establishment).once(&[Naming::Shown]),
        grant(Principal, &[READ], Establishment).once(&[Naming::Shown]),
        grant(Rectorate, &[READ], Academy).once(&[Naming::Shown]).desk(Desk::Training),
    ],
);

/// Supports: nobody's business but the supporter's.
pub const SUPPORTS: Sheet<()> = Sheet::of(Area::Need, &[grant(Oneself, &[READ], Own)]);

/// Clusters: a teacher reads those that the own establishment is in, the basin its own.
pub const CLUSTERS: Sheet<ClusterStage> = Sheet::of(
    Area::Need,
    &[
        grant(Teacher, &[READ], Establishment),
        grant(Referent, &[READ], Basin),
        grant(Deputy, &[READ], Basin),
        grant(Principal, &[READ], Basin),
        grant(Rectorate, &[READ], Academy),
        grant(Rectorate, &[COMPUTE, CONFIRM, DISMISS], Academy).desk(Desk::Training),
    ],
);
