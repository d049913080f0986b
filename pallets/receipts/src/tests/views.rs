// SPDX-License-Identifier: Apache-2.0

use crate::mock::*;
use frame::testing_prelude::*;

#[test]
fn conviction_should_be_what_is_stored() {
    build_and_execute(|| {
        assert_eq!(Receipts::conviction(OPERATOR, CHANNEL, 9), None);
        assert_ok!(report_pair(pair()));
        assert_eq!(Receipts::conviction(OPERATOR, CHANNEL, 9), Some(5));
    });
}
