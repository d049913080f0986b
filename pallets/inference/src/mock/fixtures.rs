// SPDX-License-Identifier: Apache-2.0

//! The common start and the common checks of tests.

use super::*;
use crate::{Agents, ExcludedAdapters, HoldReason, Offer, Prices, SignedVoucherOf};
use openledger_primitives::{ChannelKey, Claim, SignedVoucher, Units, Voucher, VoucherAgent};

/// The events of this pallet since the last call of this function.
pub fn events() -> Vec<crate::Event<Test>> {
    let events = System::read_events_for_pallet::<crate::Event<Test>>();
    System::reset_events();
    events
}

/// The amount held of `who` for offers.
pub fn held(who: AccountId) -> Balance {
    held_for(HoldReason::OfferDeposit, who)
}

/// The amount held of `who` for `reason`.
pub fn held_for(reason: HoldReason, who: AccountId) -> Balance {
    <Balances as fungible::InspectHold<_>>::balance_on_hold(&reason.into(), &who)
}

pub const PRICES: Prices = Prices { per_call: 7, per_thousand_input_tokens: 2_000, per_thousand_output_tokens: 5_500 };

pub fn endpoint() -> Vec<u8> {
    b"https://operator.example/v1".to_vec()
}

/// An offer at the usual prices, valid until era 10.
pub fn usual_offer(covers_adapters: bool) -> Offer {
    Offer {
        prices: PRICES,
        endpoint: endpoint().try_into().unwrap(),
        valid_until: 10,
        covers_adapters,
        excluded: ExcludedAdapters::new(),
        deposit: DEPOSIT,
    }
}

/// Publish an offer at the usual prices, valid until era 10.
pub fn publish(operator: AccountId, model: ModelId, covers_adapters: bool) -> DispatchResult {
    publish_at(operator, model, PRICES, covers_adapters)
}

/// Publish an offer valid until era 10.
pub fn publish_at(operator: AccountId, model: ModelId, prices: Prices, covers_adapters: bool) -> DispatchResult {
    publish_until(operator, model, prices, 10, covers_adapters)
}

/// Publish an offer, for any deposit.
pub fn publish_until(
    operator: AccountId,
    model: ModelId,
    prices: Prices,
    valid_until: Era,
    covers_adapters: bool,
) -> DispatchResult {
    let (origin, most) = (signed(operator), Balance::MAX);
    Inference::publish_offer(origin, model, prices, endpoint(), valid_until, covers_adapters, vec![], most)
}

pub const UNITS: Units = Units { calls: 3, input_tokens: 1_500, output_tokens: 201 };
/// 3·7 + ⌈1.5·2000⌉ + ⌈0.201·5500⌉
pub const PRICE_OF_UNITS: Balance = 21 + 3_000 + 1_106;

/// The escrow's account.
pub fn escrow_account() -> AccountId {
    Inference::escrow_account()
}

/// The balance of the escrow beyond the existential deposit.
pub fn escrowed() -> Balance {
    Balances::free_balance(escrow_account()) - EXISTENTIAL_DEPOSIT
}

/// The key of the channel of `payer` with `operator`.
pub fn key(payer: AccountId, operator: AccountId) -> ChannelKey<AccountId> {
    ChannelKey { operator, payer }
}

pub fn signed(who: AccountId) -> RuntimeOrigin {
    RuntimeOrigin::signed(who)
}

/// Open a channel and return its number.
pub fn open(payer: AccountId, operator: AccountId, amount: Balance) -> u64 {
    assert_ok!(Inference::open_channel(signed(payer), operator, amount, Balance::MAX));
    Inference::channel(key(payer, operator)).unwrap().channel
}

/// Authorize an agent for all models.
pub fn authorize(
    payer: AccountId,
    operator: AccountId,
    agent: AccountId,
    cap: Balance,
    expires: Era,
) -> DispatchResult {
    authorize_for(payer, operator, agent, cap, expires, &[])
}

/// Authorize an agent for these models, for any deposit.
pub fn authorize_for(
    payer: AccountId,
    operator: AccountId,
    agent: AccountId,
    cap: Balance,
    expires: Era,
    models: &[ModelId],
) -> DispatchResult {
    let (origin, most) = (signed(payer), Balance::MAX);
    Inference::authorize_agent(origin, operator, agent, cap, expires, models.to_vec(), most)
}

/// A voucher of the open channel of the two, or of the next one, for one call and a token of each kind per planck. It
/// can be settled forever under the first fee split.
pub fn voucher(payer: AccountId, operator: AccountId, model: ModelId, amount: Balance) -> Voucher<AccountId> {
    let tokens = u64::try_from(amount).unwrap();
    Voucher {
        payer,
        operator,
        channel: Inference::channel(key(payer, operator))
            .map_or_else(crate::NextChannel::<Test>::get, |channel| channel.channel),
        agent: None,
        model,
        amount,
        units: Units { calls: 1, input_tokens: tokens, output_tokens: tokens },
        receipts_root: H256::repeat_byte(7),
        split_version: SPLIT,
        expires: Era::MAX,
    }
}

/// The signature of `who` over `message`.
pub fn sign(who: AccountId, message: &[u8]) -> TestSignature {
    TestSignature(who, message.to_vec())
}

/// `message` as a browser wallet signs it.
pub fn wrapped(message: &[u8]) -> Vec<u8> {
    [b"<Bytes>", message, b"</Bytes>"].concat()
}

/// A voucher signed by its payer, and not by its operator.
pub fn signed_voucher(voucher: Voucher<AccountId>) -> SignedVoucherOf<Test> {
    signed_as_it_is(Voucher { agent: None, ..voucher })
}

/// A voucher signed by an agent under its last authorization, and not by its operator.
pub fn signed_by_agent(voucher: Voucher<AccountId>, agent: AccountId) -> SignedVoucherOf<Test> {
    let record = Agents::<Test>::get((voucher.operator, voucher.payer, agent));
    let authorization = record.map_or(0, |record| record.authorization);
    signed_as_it_is(Voucher { agent: Some(VoucherAgent { account: agent, authorization }), ..voucher })
}

/// A voucher signed by the agent that it names, or by its payer, and not by its operator.
pub fn signed_as_it_is(voucher: Voucher<AccountId>) -> SignedVoucherOf<Test> {
    let signature = sign(*voucher.signer(), &Inference::voucher_payload(voucher.clone()).bytes);
    SignedVoucher { voucher, signature, claim: None, acceptance: None }
}

/// The voucher with a claim of its operator.
pub fn claiming(voucher: SignedVoucherOf<Test>, amount: Balance, units: Units) -> SignedVoucherOf<Test> {
    SignedVoucher { claim: Some(Claim { amount, units }), ..voucher }
}

/// The voucher with the signature of its operator's signer.
pub fn accepted(voucher: SignedVoucherOf<Test>) -> SignedVoucherOf<Test> {
    let operator = voucher.voucher.operator;
    let signer = Signers::get().get(&operator).copied().unwrap_or(operator);
    let acceptance = Some(sign(signer, &voucher.acceptance_payload(&Inference::genesis())));
    SignedVoucher { acceptance, ..voucher }
}

/// Submit vouchers of any operators from a third account. Operators accept those that come without an acceptance.
pub fn settle(vouchers: Vec<SignedVoucherOf<Test>>) -> DispatchResultWithPostInfo {
    let accept = |voucher: SignedVoucherOf<Test>| match voucher.acceptance {
        Some(_) => voucher,
        None => accepted(voucher),
    };
    Inference::settle(signed(ANYBODY), vouchers.into_iter().map(accept).collect())
}
