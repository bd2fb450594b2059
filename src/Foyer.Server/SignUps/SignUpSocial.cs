using Foyer.Contracts;
using Foyer.Server.Clients;
using Foyer.Server.ExternalAccounts;
using Foyer.Server.SocialConnections;
using Foyer.Server.SocialProviders;
using Foyer.Server.Surfaces;
using Foyer.Server.Verifications;

namespace Foyer.Server.SignUps;

/// <summary>Sign-ups by an account at a provider: by redirect, by a token of the provider, and taken over from a sign-in that found nobody (WIRE §7.5).</summary>
internal sealed class SignUpSocial(SocialFlow flow, SignUpStore signUps, SignUpMoves moves, ExternalAccountStore accounts, VerificationStore verifications, ClientStore clients) : ISocialOwner
{
    public string Prefix => "sua_";

    public bool WaitsForApp => true;

    /// <summary>What a strategy needs before the sign-up is written: the way to a provider, or who its token is about; neither for other strategies.</summary>
    public async Task<Outcome<SocialStart>> Prepare(FrontendCall call, string? strategy, CancellationToken ct)
    {
        if (SocialFlow.IsRedirect(strategy))
        {
            return (await flow.Prepare(call, strategy!, toSignIn: true, ct)).IsFault(out Fault? fault, out PreparedAuthorization prepared) ? fault : new SocialStart(prepared, null);
        }

        if (SocialFlow.IsToken(strategy))
        {
            return (await flow.Believe(call, strategy!, ct)).IsFault(out Fault? fault, out ExternalAccountDraft draft) ? fault : new SocialStart(null, draft);
        }

        return new SocialStart(null, null);
    }

    /// <summary>Begins what was prepared, in the transaction that writes the sign-up.</summary>
    public async Task<Fault?> Begin(Tx tx, FrontendCall call, SignUpRow row, string? strategy, SocialStart start)
    {
        if (start.Redirect is { } prepared)
        {
            if ((await flow.Begin(tx, call, prepared, row.Id, row.ClientId)).IsFault(out Fault? fault, out VerificationRow verification))
            {
                return fault;
            }

            await signUps.Prepared(tx, row, "external_account", verification);
            return null;
        }

        if (start.Draft is not { } draft)
        {
            return null;
        }

        LinkingDecision decision = await accounts.Decide(tx, call.Instance.Id, draft);
        if (decision.Verdict is not (LinkingVerdict.Nobody or LinkingVerdict.Release))
        {
            return ExternalAccountFaults.Exists;
        }

        if (!await accounts.Spend(tx, call.Instance.Id, draft))
        {
            return SocialProviderFaults.IdTokenInvalid.At("token");
        }

        VerificationRow proof = await verifications.Begin(tx, new NewVerification { InstanceId = call.Instance.Id, OwnerId = row.Id, ClientId = row.ClientId, Strategy = strategy!, Lifetime = SocialFlow.Lifetime });
        await verifications.Settle(tx, proof.Id, VerificationStatus.Verified);
        return await Take(tx, call, await signUps.Find(tx, call.Instance.Id, row.Id) ?? row, decision, draft, proof.Id);
    }

    /// <summary>Takes over who a sign-in of the same client found to be nobody here.</summary>
    public async Task<Fault?> TakeOver(Tx tx, FrontendCall call, SignUpRow row, VerificationRow proven)
    {
        ExternalAccountDraft draft = ExternalAccountDraft.Parse(verifications.Payload(proven)!);
        LinkingDecision decision = await accounts.Decide(tx, call.Instance.Id, draft);
        return decision.Verdict is LinkingVerdict.Nobody or LinkingVerdict.Release ? await Take(tx, call, row, decision, draft, proven.Id) : ExternalAccountFaults.Exists;
    }

    public async Task<Outcome<SocialArrival>> Arrived(Tx tx, FrontendCall call, VerificationRow verification, ExternalAccountDraft draft, bool onOwnClient)
    {
        if (await signUps.Find(tx, call.Instance.Id, verification.OwnerId) is not { } row || row.ExternalAccountVerificationId != verification.Id || row.Status != SignUpStatus.MissingRequirements.Value)
        {
            return SignUpFaults.WrongStep;
        }

        LinkingDecision decision = await accounts.Decide(tx, call.Instance.Id, draft);
        switch (decision.Verdict)
        {
            case LinkingVerdict.Refuse:
                await signUps.Refused(tx, call.Instance, row, verification.Strategy, ExternalAccountFaults.Exists);
                return ExternalAccountFaults.Exists;
            case LinkingVerdict.Known or LinkingVerdict.Link or LinkingVerdict.Claim:
                // Somebody who is here already: a sign-in takes over.
                await verifications.SetPayload(tx, verification.Id, draft.ToJson());
                await verifications.MakeTransferable(tx, verification.Id, ExternalAccountFaults.Exists);
                await clients.Changed(tx, row.ClientId);
                return new SocialArrival(row.ClientId, null, IsComplete: false);
        }

        await verifications.Settle(tx, verification.Id, VerificationStatus.Verified);
        if (await Take(tx, call, row, decision, draft, verification.Id) is { } fault)
        {
            return tx.Abandon(fault);
        }

        if ((await moves.GoOn(tx, call, row.Id, onOwnClient)).IsFault(out fault, out ClientChange moved))
        {
            return tx.Abandon(fault);
        }

        bool isComplete = (await signUps.Find(tx, call.Instance.Id, row.Id))!.Status == SignUpStatus.Complete.Value;
        return new SocialArrival(row.ClientId, moved.NewToken, isComplete);
    }

    /// <summary>Takes over what the provider says, as far as the instance asks for it; what it lacks stays to be given.</summary>
    private async Task<Fault?> Take(Tx tx, FrontendCall call, SignUpRow row, LinkingDecision decision, ExternalAccountDraft draft, string verificationId)
    {
        UserSettings settings = call.Instance.Settings.UserSettings;
        // Who was invited was let in by the operator.
        if (row.TicketId is null && draft.Unwelcome is { } unwelcome)
        {
            return unwelcome;
        }

        if (decision.Verdict == LinkingVerdict.Release)
        {
            await accounts.Release(tx, call.Instance.Id, decision.UserId!, draft.EmailAddress!);
        }

        bool takesAddress = settings.Attributes.EmailAddress.Enabled && draft.EmailAddress is not null && (row.EmailAddress is null || row.EmailAddress == draft.EmailAddress);
        await signUps.TakeExternalAccount(tx, row, new TakenAccount(
            draft.Connection,
            accounts.WrapDraft(row.Id, draft),
            verificationId,
            takesAddress ? draft.EmailAddress : null,
            takesAddress && draft.EmailAddressVerified == true ? "from_" + draft.Connection : null,
            settings.Attributes.FirstName.Enabled ? draft.FirstName : null,
            settings.Attributes.LastName.Enabled ? draft.LastName : null));
        return null;
    }
}

/// <summary>How a sign-up with a provider begins.</summary>
/// <param name="Redirect">The way to the provider; null when there is none to go.</param>
/// <param name="Draft">Who it is, proven already; null when not.</param>
internal sealed record SocialStart(PreparedAuthorization? Redirect, ExternalAccountDraft? Draft);

/// <summary>What a sign-up takes over from a provider.</summary>
/// <param name="Strategy">The connection.</param>
/// <param name="WrappedDraft">All of it, for the user to come.</param>
/// <param name="VerificationId">What proved it.</param>
/// <param name="EmailAddress">The address; null to leave what is there.</param>
/// <param name="EmailAddressStrategy">What proved the address; null when nothing did.</param>
/// <param name="FirstName">First name; null to leave what is there.</param>
/// <param name="LastName">Last name; null to leave what is there.</param>
internal sealed record TakenAccount(string Strategy, string WrappedDraft, string VerificationId, string? EmailAddress, string? EmailAddressStrategy, string? FirstName, string? LastName);
