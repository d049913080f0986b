// SPDX-License-Identifier: Apache-2.0

use crate::{
    mock::{Sponsorship, *},
    *,
};
use openledger_primitives::sponsorship::{SponsorshipInfo, SponsorshipPolicy};

#[test]
fn sponsorship_info_should_tell_budget_policy_and_what_an_account_can_ask_for() {
    sponsored(policy(), || {
        assert!(pay_deposit(NEWCOMER, 100));
        let BudgetInfo { account, free, held, spent, .. } = Sponsorship::budget(DATANET).unwrap();
        let Policy { beneficiaries, fees, deposits, total, welcome } = policy();
        let info = SponsorshipInfo {
            account,
            free,
            held,
            policy: Some(SponsorshipPolicy { beneficiaries, fees, deposits, total, welcome }),
            spent,
            allowance: None,
        };
        assert_eq!(Sponsorship::sponsorship_info(DATANET, None), Some(info.clone()));
        let allowance = Some(Allowance { fees: 100, deposits: 200 - RECORD });
        assert_eq!(Sponsorship::sponsorship_info(DATANET, Some(NEWCOMER)), Some(SponsorshipInfo { allowance, ..info }));
        Sponsorship::set_policy(signed(OWNER), DATANET, None).unwrap();
        let info = Sponsorship::sponsorship_info(DATANET, Some(NEWCOMER)).unwrap();
        assert_eq!((info.policy, info.allowance), (None, Some(Allowance::default())));
        assert_eq!(Sponsorship::sponsorship_info(NONE, None), None);
    });
}

#[test]
fn budget_should_tell_what_is_free_held_and_spent() {
    sponsored(policy(), || {
        assert!(pay_deposit(NEWCOMER, 100));
        let held = COST + RECORD + 100;
        let info =
            |policy, held, spent| BudgetInfo { account: budget(), free: BUDGET - held - ED, held, policy, spent };
        assert_eq!(Sponsorship::budget(DATANET), Some(info(Some(policy()), held, 100 + RECORD)));
        pass_eras(1);
        assert_eq!(Sponsorship::budget(DATANET), Some(info(Some(policy()), held, 0)));
        Sponsorship::set_policy(signed(OWNER), DATANET, None).unwrap();
        assert_eq!(Sponsorship::budget(DATANET), Some(info(None, held - COST, 0)));
        assert_eq!(Sponsorship::budget(NONE), None);
    });
}

#[test]
fn allowance_should_tell_what_an_account_can_ask_for() {
    sponsored(policy(), || {
        let allowance = |who| Sponsorship::allowance(DATANET, who);
        assert_eq!(allowance(NEWCOMER), Allowance { fees: 100, deposits: 300 });
        assert!(pay_deposit(NEWCOMER, 100));
        assert!(pay_fee(NEWCOMER, 30, 30, false));
        assert_eq!(allowance(NEWCOMER), Allowance { fees: 70, deposits: 200 - RECORD });
        // The rest of the total is for all accounts.
        set_policy(Policy { total: 200, ..policy() });
        assert_eq!(allowance(NEWCOMER + 1), Allowance { fees: 50, deposits: 50 });
        pass_eras(1);
        assert_eq!(allowance(NEWCOMER), Allowance { fees: 100, deposits: 200 });
        assert_eq!(Sponsorship::allowance(OTHER, NEWCOMER), Allowance::default());
    });
}
