//! What the room tells. Nothing of it says what a report says.

use kernel::event::Fact;

/// A report was drafted.
pub const REPORT_DRAFTED: Fact = Fact("ActivityReportDrafted");
/// Its draft was changed, or made anew.
pub const REPORT_CHANGED: Fact = Fact("ActivityReportChanged");
/// It was submitted to the principal.
pub const REPORT_SUBMITTED: Fact = Fact("ActivityReportSubmitted");
/// The principal took note of it.
pub const REPORT_ACKNOWLEDGED: Fact = Fact("ActivityReportAcknowledged");
/// The principal asks for more.
pub const REPORT_RETURNED: Fact = Fact("ActivityReportReturned");
/// The referent lets the rectorate read it, or does so no more.
pub const REPORT_SHARED: Fact = Fact("ActivityReportShared");
/// It was put away.
pub const REPORT_ARCHIVED: Fact = Fact("ActivityReportArchived");
