//! What can be given where a value on the command line was not understood.

use crate::domain::message::Message;

/// An encoding.
pub fn encoding() -> Message {
    Message::new(" utf-8 或 gb18030", "utf-8 or gb18030 is expected")
}

/// An amount of money.
pub fn amount() -> Message {
    Message::new(
        "以元为单位的金额，如 500000000.00",
        "an amount in yuan such as 500000000.00",
    )
}

/// A share.
pub fn share() -> Message {
    Message::new(
        " 0 至 1 之间的比例，如 0.2",
        "a share from 0 to 1 such as 0.2",
    )
}
