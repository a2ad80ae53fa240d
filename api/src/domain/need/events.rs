//! What the room tells. Nothing of it names who raised or supports a need.

use kernel::event::Fact;

/// An establishment set its policy.
pub const POLICY_SET: Fact = Fact("EstablishmentPolicySet");
/// A need was raised.
pub const NEED_RAISED: Fact = Fact("NeedRaised");
/// Somebody stands behind a need as its author.
pub const NEED_AUTHORED: Fact = Fact("NeedAuthored");
/// One person more supports a need.
pub const NEED_SUPPORTED: Fact = Fact("NeedSupported");
/// One person fewer supports a need.
pub const SUPPORT_WITHDRAWN: Fact = Fact("NeedSupportWithdrawn");
/// A need was qualified.
pub const NEED_QUALIFIED: Fact = Fact("NeedQualified");
/// A need was validated.
pub const NEED_VALIDATED: Fact = Fact("NeedValidated");
/// A need was declined.
pub const NEED_DECLINED: Fact = Fact("NeedDeclined");
/// A need goes on in another.
pub const NEED_MERGED: Fact = Fact("NeedMerged");
/// Others go on in a need.
pub const NEED_JOINED: Fact = Fact("NeedJoined");
/// A need goes on in the next year.
pub const NEED_CARRIED_OVER: Fact = Fact("NeedCarriedOver");
/// A need goes on from one of the year before.
pub const NEED_CONTINUED: Fact = Fact("NeedContinued");
/// A need belongs to a cluster, or to another one, or to none any more.
pub const NEED_GROUPED: Fact = Fact("NeedGrouped");
/// A need belongs to a confirmed cluster.
pub const NEED_CLUSTERED: Fact = Fact("NeedClustered");
/// A cluster was computed for the first time.
pub const CLUSTER_SUGGESTED: Fact = Fact("NeedClusterSuggested");
/// The figures of a cluster changed.
pub const CLUSTER_COMPUTED: Fact = Fact("NeedClusterComputed");
/// A cluster was confirmed.
pub const CLUSTER_CONFIRMED: Fact = Fact("NeedClusterConfirmed");
/// A cluster was dismissed.
pub const CLUSTER_DISMISSED: Fact = Fact("NeedClusterDismissed");
/// A referent was asked to lead a course for a cluster.
pub const CLUSTER_PROPOSED: Fact = Fact("NeedClusterProposed");
/// An action of a plan answers a cluster.
pub const CLUSTER_PLANNED: Fact = Fact("NeedClusterPlanned");
/// None does any more.
pub const CLUSTER_UNPLANNED: Fact = Fact("NeedClusterUnplanned");
/// An action of a plan answers a need.
pub const NEED_PLANNED: Fact = Fact("NeedPlanned");
/// None does any more.
pub const NEED_UNPLANNED: Fact = Fact("NeedUnplanned");
/// What answers a need was held.
pub const NEED_MET: Fact = Fact("NeedMet");
