using Foyer.Server.BotProtection;
using Foyer.Server.Clients;
using Foyer.Server.ExternalAccounts;
using Foyer.Server.Passkeys;
using Foyer.Server.Sessions;
using Foyer.Server.Surfaces;
using Foyer.Server.Tickets;
using Foyer.Server.Users;

namespace Foyer.Server.SignUps;

/// <summary>
/// The moves of a sign-up: something is given or proven, and when nothing is left to do the user and the session are made, in the
/// same transaction. Each takes a sign-up that is not complete, so of many made at once one completes it.
/// </summary>
internal sealed class SignUpMoves(UserStore users, SessionStore sessions, ClientStore clients, TicketStore tickets, ExternalAccountStore accounts, PasskeyStore passkeys, DecisionTrace trace, TimeProvider clock)
{
    /// <summary>Writes the fields given and, when nothing is left to do, makes the user and the session.</summary>
    public async Task<Outcome<ClientChange>> Update(Tx tx, FrontendCall call, SignUpRow row, SignUpChange change)
    {
        SignUpRow? written = await tx.One<SignUpRow>($"""
            UPDATE sign_ups SET
                username = COALESCE(@Username, username), first_name = COALESCE(@FirstName, first_name), last_name = COALESCE(@LastName, last_name),
                password_hash = COALESCE(@PasswordHash, password_hash), unsafe_metadata = COALESCE(@UnsafeMetadata, unsafe_metadata),
                locale = COALESCE(@Locale, locale), legal_accepted_at = COALESCE(CAST(@LegalAcceptedAt AS bigint), legal_accepted_at),
                {Unproven("email_address", "EmailAddress")}, {Unproven("phone_number", "PhoneNumber")}, {Unproven("web3_wallet", "Web3Wallet")}, updated_at = @now
            WHERE id = @Id AND status = 'missing_requirements' RETURNING *
            """,
            new
            {
                row.Id, change.Username, change.FirstName, change.LastName, change.PasswordHash, change.UnsafeMetadata, change.Locale, change.LegalAcceptedAt,
                change.EmailAddress, change.PhoneNumber, change.Web3Wallet, now = clock.GetUtcNow(),
            });
        await clients.Changed(tx, row.ClientId);
        return written is null ? tx.Abandon(SignUpFaults.WrongStep) : await CompleteIfReady(tx, call, written);
    }

    /// <summary>The passkey is made, so the sign-up may be complete.</summary>
    public async Task<Outcome<ClientChange>> PasskeyMade(Tx tx, FrontendCall call, SignUpRow row, string passkey)
    {
        SignUpRow? written = await tx.One<SignUpRow>("UPDATE sign_ups SET passkey = @passkey, updated_at = @now WHERE id = @Id AND status = 'missing_requirements' AND abandon_at > @now RETURNING *",
            new { row.Id, passkey, now = clock.GetUtcNow() });
        if (written is null)
        {
            return tx.Abandon(SignUpFaults.WrongStep);
        }

        await clients.Changed(tx, written.ClientId);
        return await CompleteIfReady(tx, call, written);
    }

    /// <summary>An identifier is proven, so the sign-up may be complete.</summary>
    /// <param name="tx">The transaction of the proof.</param>
    /// <param name="call">The request that carried it.</param>
    /// <param name="signUpId">The sign-up.</param>
    /// <param name="attribute">Which identifier; see <see cref="SignUpIdentifier"/>.</param>
    /// <param name="value">The identifier the proof is of.</param>
    /// <param name="strategy">What proved it.</param>
    /// <param name="onOwnClient">False when the request comes from somewhere else than the sign-up's client, which then keeps its token.</param>
    public async Task<Outcome<ClientChange>> Proven(Tx tx, FrontendCall call, string signUpId, string attribute, string value, string strategy, bool onOwnClient = true)
    {
        // The proof is of the address the code went to, not of whatever stands in the row by now.
        SignUpRow? written = await tx.One<SignUpRow>(
            $"UPDATE sign_ups SET {attribute}_verified = TRUE, {attribute}_strategy = @strategy, updated_at = @now WHERE id = @signUpId AND {attribute} = @value AND status = 'missing_requirements' AND abandon_at > @now RETURNING *",
            new { signUpId, value, strategy, now = clock.GetUtcNow() });
        if (written is null)
        {
            return tx.Abandon(SignUpFaults.WrongStep);
        }

        await clients.Changed(tx, written.ClientId);
        return await CompleteIfReady(tx, call, written, onOwnClient);
    }

    /// <summary>Completes the sign-up if nothing is missing any more.</summary>
    public async Task<Outcome<ClientChange>> GoOn(Tx tx, FrontendCall call, string signUpId, bool onOwnClient) =>
        await tx.One<SignUpRow>("SELECT * FROM sign_ups WHERE id = @signUpId AND status = 'missing_requirements'", new { signUpId }) is { } row ? await CompleteIfReady(tx, call, row, onOwnClient) : SignUpFaults.WrongStep;

    private async Task<Outcome<ClientChange>> CompleteIfReady(Tx tx, FrontendCall call, SignUpRow row, bool onOwnClient = true)
    {
        ClientChange client = new(row.ClientId, null);
        if (!SignUpRules.Fields(call.Instance.Settings.UserSettings, row).IsComplete)
        {
            return client;
        }

        if (row.MayBeRobots)
        {
            return tx.Abandon(BotProtectionFaults.Missing);
        }

        IReadOnlyList<SignUpIdentifier> identifiers = SignUpRules.Identifiers(call.Instance.Settings.UserSettings.Attributes, row);
        IReadOnlyList<NewIdentifier> NewIdentifiers(string name) => [.. identifiers.Where(item => item.Name == name && item.Value is not null).Select(item => new NewIdentifier(item.Value!, item.IsVerified ? item.Strategy : null, Reserved: !item.IsVerified))];
        if (row.TicketId is { } ticketId && await tickets.SpendById(tx, call.Instance.Id, ticketId) is { } spent)
        {
            return tx.Abandon(spent);
        }

        DraftPasskey? passkey = SignUpPasskey.Read(row);
        Outcome<string> made = await users.Insert(tx, call.Instance, new NewUser
        {
            Id = passkey?.UserId,
            ExternalId = row.ExternalId,
            Username = row.Username,
            FirstName = row.FirstName,
            LastName = row.LastName,
            Locale = row.Locale,
            EmailAddresses = NewIdentifiers("email_address"),
            PhoneNumbers = NewIdentifiers("phone_number"),
            Web3Wallets = NewIdentifiers("web3_wallet"),
            PublicMetadata = row.PublicMetadata,
            PasswordHash = row.PasswordHash,
            UnsafeMetadata = row.UnsafeMetadata,
            DeleteSelfEnabled = call.Instance.Settings.UserSettings.Actions.DeleteSelf,
            LegalAcceptedAt = row.LegalAcceptedAt,
        });
        if (made.IsFault(out Fault? taken, out string userId))
        {
            return taken;
        }

        if (row.WrappedExternalAccount is { } wrapped && !await accounts.Insert(tx, call.Instance.Id, userId, accounts.UnwrapDraft(row.Id, wrapped)))
        {
            return tx.Abandon(ExternalAccountFaults.Exists);
        }

        if (passkey is not null && await passkeys.Insert(tx, call.Instance.Id, passkey) is { } exists)
        {
            return tx.Abandon(exists);
        }

        DateTimeOffset now = clock.GetUtcNow();
        string sessionId = await sessions.Start(tx, call.Instance, new NewSession
        {
            ClientId = row.ClientId, User = (await users.FindAggregate(tx, call.Instance.Id, userId))!, AttemptId = row.Id, Strategy = row.ExternalAccountStrategy ?? (passkey is null ? null : SignUpPasskey.Strategy) ?? identifiers.FirstOrDefault(item => item.IsVerified)?.Strategy ?? "password", ClientIp = call.ClientIp, UserAgent = call.UserAgent, FirstFactorAt = now,
        });
        await tx.Run("UPDATE sign_ups SET status = 'complete', created_user_id = @userId, created_session_id = @sessionId, password_hash = CASE WHEN password_hash IS NULL THEN NULL ELSE '' END, wrapped_external_account = NULL, passkey = NULL WHERE id = @Id", new { row.Id, userId, sessionId });
        await trace.Add(tx, call.Instance.Id, row.Id, "complete", "fields,proof,unique", "complete");
        // Whoever stands at another browser must not be handed this client's credential.
        return onOwnClient ? await clients.Rotate(tx, call, client) : client;
    }

    /// <summary>Sets an identifier; another one than before is unproven.</summary>
    private static string Unproven(string column, string parameter)
    {
        string kept = $"CAST(@{parameter} AS text) IS NULL OR @{parameter} = {column}";
        return $"""
            {column}_verified = CASE WHEN {kept} THEN {column}_verified ELSE FALSE END,
            {column}_strategy = CASE WHEN {kept} THEN {column}_strategy ELSE NULL END,
            {column}_verification_id = CASE WHEN {kept} THEN {column}_verification_id ELSE NULL END,
            {column} = COALESCE(@{parameter}, {column})
            """;
    }
}
