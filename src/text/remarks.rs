//! What summary, manifest and report say of evidence that was not there (section 2 of the contract).

use crate::domain::message::Message;
use crate::domain::plan::Plan;
use crate::domain::reject::ExtractFile;

/// Said when `payments.csv` was there.
pub const PAYMENTS_CHECKED: &str = "已核对税务已缴清单";
/// Said when it was not: some of those deducted may have paid already.
pub const PAYMENTS_NOT_CHECKED: &str = "未核对税务已缴清单";
/// Said when `control.csv` says when the networks were taken.
pub const NETWORKS_TIMED: &str = "已核对名册取数时间";
/// Said when it does not: they may be older than the cut-off.
pub const NETWORKS_NOT_TIMED: &str = "未核对名册取数时间";

/// Everything that the reader of a batch must know of its evidence.
pub fn remarks(plan: &Plan) -> Vec<Message> {
    let mut remarks = Vec::new();
    if !plan.payments_checked {
        remarks.push(Message::new(
            "未核对税务已缴清单：资料中没有 payments.csv，已在税务缴费而参保登记未注明的学生无法识别",
            "payments already received by the tax bureau were not checked (未核对税务已缴清单): there is no payments.csv, so a fee paid there and not noted on the enrollment cannot be seen",
        ));
    }
    if !plan.networks_timed {
        remarks.push(Message::new(
            "未核对名册取数时间：control.csv 没有写明 networks.csv 的取数时间，名册可能取自共济缴费选择截止之前",
            "the time at which the networks were taken was not checked (未核对名册取数时间): no control.csv states it, so they may be older than the election cut-off",
        ));
    }
    if let Some(accepted) = plan.options.accept_unidentified {
        remarks.push(super::input::accepted_unidentified(accepted));
    }
    remarks.extend(files_without_rows(plan));
    remarks
}

/// A list that is there and empty is as good as none, if it is not meant so.
fn files_without_rows(plan: &Plan) -> impl Iterator<Item = Message> {
    let empty = plan.inputs.iter().filter(|input| {
        let may_be_empty = matches!(input.file, ExtractFile::Payments | ExtractFile::Holds);
        may_be_empty && input.rows == 0
    });
    empty.map(|input| {
        let name = input.file.name();
        Message::new(
            format!("{name} 只有表头，0 行"),
            format!("{name} has a header alone: 0 rows"),
        )
    })
}
