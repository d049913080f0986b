// SPDX-License-Identifier: Apache-2.0

//! Ceilings and claims, authorizations, signers, one-shot payments and the escrow's reserve, with the real wiring.

use crate::{
    chain::dispatch,
    inference::{
        accepted, answered, by_agent, call_as, ecdsa, ed25519, eve, go_on, open, paid, raw, receipt, set_up, settle,
        settle_by, sr25519, to_eve, units, voucher, Key, Signed, DELEGATION, MODEL, OWN_STAKE,
    },
};
use openledger_primitives::{
    runtime_api::runtime_decl_for_open_ledger_api::OpenLedgerApiV1, Balance, Claim, Era, Settled, SignedVoucher, Units,
    OPEN,
};
use openledger_runtime::{
    constants::currency::EXISTENTIAL_DEPOSIT,
    governance::parameters::{staking, Parameter},
    AccountId, Attribution, Balances, Inference, Runtime, System, Treasury,
};
use pallet_inference::{Call, CallTotals, Error, Escrow, Event, Limit, Prices, SkipReason};
use polkadot_sdk::{
    frame_support::traits::{
        fungible::Mutate,
        tokens::{Fortitude, Precision, Preservation},
        Get, Hooks,
    },
    pallet_balances,
    sp_keyring::Sr25519Keyring::{Charlie, Dave, Eve, Ferdie},
    sp_runtime::DispatchError,
};

/// An account that has nothing to do with the voucher that it submits.
fn relayer() -> AccountId {
    Ferdie.to_account_id()
}

/// A payer signs for more than the call can cost before it is made, and pays what it cost.
#[test]
fn an_operator_should_claim_less_than_was_signed() {
    let (payer, operator) = (ed25519("//Payer"), sr25519("//Eve"));
    set_up().block(|| {
        open(&payer.account, 50 * OPEN);
        let whole = raw(&payer, voucher(&payer.account, 30 * OPEN, 30));
        let claiming = |amount: Balance, calls: u64| SignedVoucher {
            claim: Some(Claim { amount, units: units(calls) }),
            ..whole.clone()
        };
        // Anyone can submit what the operator accepted, and no other amount under its signature.
        let claim = accepted(&operator, claiming(12 * OPEN, 12), false);
        let more = SignedVoucher { claim: None, ..claim.clone() };
        let other = SignedVoucher { claim: claiming(13 * OPEN, 12).claim, ..claim.clone() };
        assert_eq!(
            settle_by(&relayer(), vec![more, other, claim]),
            [Err(SkipReason::NotAccepted), Err(SkipReason::NotAccepted), paid(12 * OPEN)]
        );
        let settled = || Runtime::channel(to_eve(&payer.account)).unwrap().settled;
        assert_eq!(settled(), [Settled { model: MODEL, amount: 12 * OPEN, units: units(12) }]);
        // The operator itself takes the rest under the same signature of the payer, and nothing beyond it.
        assert_eq!(
            settle(vec![claiming(12 * OPEN, 30), claiming(31 * OPEN, 30), whole.clone()]),
            [Err(SkipReason::NothingNew), Err(SkipReason::ClaimTooHigh), paid(18 * OPEN)]
        );
        assert_eq!(settled(), [Settled { model: MODEL, amount: 30 * OPEN, units: units(30) }]);
        assert_eq!(Inference::calls(), CallTotals { payers: 30, agents: 0 });
    });
}

fn authorize(payer: &Key, agent: &Key) -> Result<(), DispatchError> {
    let authorize = Call::<Runtime>::authorize_agent {
        operator: eve(),
        agent: agent.account.clone(),
        cap: 20 * OPEN,
        expires: Attribution::current_era() + 10,
        models: vec![MODEL],
        max_deposit: Balance::MAX,
    };
    call_as(&payer.account, authorize)
}

/// The old vouchers of a key came to life when the payer authorized the key again.
#[test]
fn a_revoked_authorization_should_stay_revoked_when_the_key_is_authorized_again() {
    let (payer, agent) = (sr25519("//Payer"), ed25519("//Agent"));
    let info = || Runtime::agent(to_eve(&payer.account), agent.account.clone()).unwrap();
    let mut chain = set_up();
    let old = chain.block(|| {
        open(&payer.account, 50 * OPEN);
        authorize(&payer, &agent).unwrap();
        assert_eq!((info().authorization, info().revoked), (0, false));
        let old = by_agent(&agent, voucher(&payer.account, 15 * OPEN, 15));
        let revoke = Call::<Runtime>::revoke_agent { operator: eve(), agent: agent.account.clone() };
        call_as(&payer.account, revoke).unwrap();
        assert_eq!((info().authorization, info().revoked), (0, true));
        old
    });
    let thaw: Era = <Runtime as pallet_inference::Config>::ThawEras::get();
    go_on(&mut chain, thaw + 1);
    chain.block(|| {
        assert_eq!(settle(vec![old.clone()]), [Err(SkipReason::AgentExpired)]);
        authorize(&payer, &agent).unwrap();
        assert_eq!((info().authorization, info().revoked), (1, false));
        let new = by_agent(&agent, voucher(&payer.account, 2 * OPEN, 2));
        // Nor with the new number, which the key did not sign for.
        let mut renamed = old.clone();
        renamed.voucher.agent = new.voucher.agent.clone();
        assert_eq!(
            settle(vec![old, renamed, new]),
            [Err(SkipReason::AgentNotAuthorized), Err(SkipReason::BadSignature), paid(2 * OPEN)]
        );
    });
}

/// Pay Eve `calls` OPEN directly.
fn pay(who: &AccountId, calls: u64) -> Result<(), DispatchError> {
    let units = Units { calls, input_tokens: 0, output_tokens: 0 };
    call_as(who, Call::<Runtime>::pay { model: MODEL, operator: eve(), units, max_amount: Balance::MAX })
}

/// Strangers paid an operator's coverage away, and the vouchers of its channels waited for a whole window.
#[test]
fn a_stranger_should_not_pay_away_more_than_half_of_the_coverage() {
    let (payer, stranger) = (sr25519("//Charlie"), Dave.to_account_id());
    let ratio: u32 = Parameter::<staking::StakePerFee>::get();
    let coverage = (OWN_STAKE + DELEGATION) / Balance::from(ratio);
    let half = u64::try_from(coverage / 2 / OPEN).unwrap();
    let mut chain = set_up();
    let rest = 100 * OPEN;
    let served = chain.block(|| {
        let offer = Call::<Runtime>::publish_offer {
            model: MODEL,
            prices: Prices { per_call: OPEN, ..Default::default() },
            endpoint: b"https://operator.example".to_vec(),
            valid_until: Attribution::current_era() + 50,
            covers_adapters: false,
            excluded: vec![],
            max_deposit: Balance::MAX,
        };
        dispatch(Eve, offer).unwrap();
        open(&payer.account, coverage);
        assert_eq!(Inference::coverage(eve()), coverage);

        let not_covered = Err(Error::<Runtime>::NotCovered.into());
        assert_eq!(pay(&stranger, half + 1), not_covered);
        assert_eq!(pay(&stranger, half - 1), Ok(()));
        // By how many accounts it is asked for makes no difference.
        assert_eq!(pay(&relayer(), 2), not_covered);
        assert_eq!(pay(&relayer(), 1), Ok(()));
        assert_eq!(pay(&stranger, 1), not_covered);

        // The other half is the channel's.
        let served = raw(&payer, voucher(&payer.account, coverage / 2 + rest, 100));
        assert_eq!(settle(vec![served.clone()]), [Ok((coverage / 2, rest, Some(Limit::Coverage)))]);
        assert_eq!(Inference::coverage(eve()), 0);
        served
    });
    let window: Era = <Runtime as pallet_inference::Config>::DisputeEras::get();
    go_on(&mut chain, window);
    chain.block(|| {
        assert_eq!(settle(vec![served]), [paid(rest)]);
        // A half of what the channel left.
        let calls = u64::try_from((coverage - rest) / 2 / OPEN).unwrap();
        assert_eq!(pay(&stranger, calls), Ok(()));
        assert_eq!(pay(&stranger, 1), Err(Error::<Runtime>::NotCovered.into()));
    });
}

/// The key on the server accepts for the operator as long as it is the signer, and binds it for the window.
#[test]
fn the_operator_s_signer_should_accept_and_its_predecessor_convict_in_the_window() {
    let (payer, operator) = (sr25519("//Payer"), sr25519("//Eve"));
    let (first, second) = (ed25519("//Eve//server"), ecdsa("//Eve//server"));
    let set_signer = |key: &Key| {
        let set = pallet_operator_staking::Call::<Runtime>::set_signer { signer: key.account.clone() };
        call_as(&eve(), set).unwrap();
    };
    let signed = |amount: Balance, calls: u64| -> Signed { raw(&payer, voucher(&payer.account, amount, calls)) };
    let mut chain = set_up();
    let [in_time, late] = chain.block(|| {
        open(&payer.account, 50 * OPEN);
        set_signer(&first);
        let by_owner = accepted(&operator, signed(10 * OPEN, 10), false);
        let by_signer = accepted(&first, signed(10 * OPEN, 10), false);
        assert_eq!(settle_by(&relayer(), vec![by_owner, by_signer]), [Err(SkipReason::NotAccepted), paid(10 * OPEN)]);
        // It can also submit, without a second signature, as the operator can.
        assert_eq!(settle_by(&first.account, vec![signed(11 * OPEN, 11)]), [paid(OPEN)]);
        assert_eq!(settle(vec![signed(12 * OPEN, 12)]), [paid(OPEN)]);
        [3, 4].map(|sequence| {
            [1, 2].map(|response| Box::new(answered(&first, receipt(&payer.account, sequence, response), false)))
        })
    });
    go_on(&mut chain, 1);
    chain.block(|| {
        set_signer(&second);
        let by_first = accepted(&first, signed(13 * OPEN, 13), false);
        let by_second = accepted(&second, signed(13 * OPEN, 13), true);
        assert_eq!(settle_by(&relayer(), vec![by_first, by_second]), [Err(SkipReason::NotAccepted), paid(OPEN)]);
        assert_eq!(settle_by(&first.account, vec![signed(14 * OPEN, 14)]), [Err(SkipReason::NotAccepted)]);
    });
    let report = |[first, second]: [Box<_>; 2]| {
        call_as(&relayer(), pallet_receipts::Call::<Runtime>::report_equivocation { first, second })
    };
    // Of the era of the receipts, so many others are in the window.
    let window: Era = <Runtime as pallet_receipts::Config>::DisputeEras::get();
    go_on(&mut chain, window - 2);
    chain.block(|| assert_eq!(report(in_time), Ok(())));
    go_on(&mut chain, 1);
    chain.block(|| {
        assert_eq!(report(late), Err(pallet_receipts::Error::<Runtime>::ReceiptTooOld.into()));
    });
}

/// A runtime that raised the existential deposit stopped everything that leaves the escrow.
#[test]
fn a_higher_existential_deposit_should_not_stop_payouts_of_the_escrow() {
    let payer = sr25519("//Payer");
    let missing = EXISTENTIAL_DEPOSIT / 2;
    let mut chain = set_up();
    chain.block(|| {
        open(&payer.account, 50 * OPEN);
        let treasury = Treasury::account_id();
        let transfer = pallet_balances::Call::<Runtime>::transfer_keep_alive { dest: treasury.into(), value: OPEN };
        dispatch(Charlie, transfer).unwrap();
    });
    chain.block(|| {
        // The books of a chain that began with half of the deposit, in the first block of a runtime that doubled it.
        let (exact, force) = (Precision::Exact, Fortitude::Force);
        Balances::burn_from(&Inference::escrow_account(), missing, Preservation::Expendable, exact, force).unwrap();
        Escrow::<Runtime>::mutate(|books| books.reserve -= missing);
        Inference::on_runtime_upgrade();
        assert_eq!(settle(vec![raw(&payer, voucher(&payer.account, 10 * OPEN, 10))]), [paid(10 * OPEN)]);
        let books = Runtime::books().escrow;
        assert_eq!((books.kept, books.surplus(), books.stopped), (EXISTENTIAL_DEPOSIT - missing, Some(0), false));
    });
    chain.read(|| {
        // The treasury gave what is missing, in the idle time of the block.
        System::assert_has_event(Event::<Runtime>::EscrowReserveRaised { amount: missing }.into());
        let books = Runtime::books().escrow;
        assert_eq!((books.balance, books.owed), (EXISTENTIAL_DEPOSIT + 40 * OPEN, 40 * OPEN));
        assert_eq!((books.kept, books.stopped), (EXISTENTIAL_DEPOSIT, false));
    });
    chain.block(|| {
        // So the last planck can leave.
        let before = Balances::free_balance(&payer.account);
        let deposit: Balance = <Runtime as pallet_inference::Config>::ChannelDeposit::get();
        call_as(&eve(), Call::<Runtime>::close_channel { channel: to_eve(&payer.account) }).unwrap();
        assert_eq!(Balances::free_balance(&payer.account), before + 40 * OPEN + deposit);
        assert_eq!(Balances::free_balance(Inference::escrow_account()), EXISTENTIAL_DEPOSIT);
    });
}
