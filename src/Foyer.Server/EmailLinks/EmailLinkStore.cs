using Foyer.Server.Clients;
using Foyer.Server.Instances;
using Foyer.Server.Messages;
using Foyer.Server.Sessions;
using Foyer.Server.Surfaces;
using Foyer.Server.Verifications;

namespace Foyer.Server.EmailLinks;

/// <summary>A link to send: for which attempt, to which address.</summary>
internal sealed record EmailLinkRequest
{
    /// <summary>The sign-in, sign-up, session or e-mail address it is for.</summary>
    public required string OwnerId { get; init; }

    public required string ClientId { get; init; }

    /// <summary>The address's id; null at sign-up.</summary>
    public string? Identification { get; init; }

    public required string Target { get; init; }

    public string? Locale { get; init; }

    /// <summary>Whether nothing is to be sent, because nobody has the address and that must not show.</summary>
    public bool IsPretended { get; init; }

    /// <summary>Whether somebody else has it already, and who asks must not learn that: no link proves it, and its owner is told instead.</summary>
    public bool IsTaken { get; init; }
}

/// <summary>Sends links that prove an e-mail address (WIRE §8.3). The token is 256 random bits; only its digest is kept.</summary>
internal sealed class EmailLinkStore(VerificationStore verifications, SendLimits limits, KeyEncryptionKey kek, Mailer mailer)
{
    public const string Strategy = "email_link";
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);
    private const string Prefix = "lnk_";

    /// <summary>Sends a link; links sent for the attempt before are void from now on.</summary>
    public async Task<Outcome<VerificationRow>> Send(Tx tx, FrontendCall call, EmailLinkRequest request)
    {
        if (call.Params.Text("redirect_url") is not { } redirectUrl)
        {
            return RequestFaults.Missing("redirect_url");
        }

        if (!SafeRedirect.TryParse(call.Instance, call.PublicUrl, redirectUrl, out _))
        {
            return RequestFaults.RedirectUrlInvalid;
        }

        bool isTest = call.Instance.TestMode && TestIdentifiers.IsTest(request.Target);
        if (await limits.Check(tx, call.Instance, request.OwnerId, Strategy, request.Target, isTest) is { } tooOften)
        {
            return tooOften;
        }

        string token = Secrets.New(Prefix);
        VerificationRow row = await verifications.Begin(tx, new NewVerification
        {
            InstanceId = call.Instance.Id,
            OwnerId = request.OwnerId,
            ClientId = request.ClientId,
            Strategy = Strategy,
            Identification = request.Identification,
            Target = request.Target,
            SecretDigest = _ => kek.Digest(Strategy, token),
            RedirectUrl = redirectUrl,
            Lifetime = Lifetime,
        });
        if (!request.IsPretended)
        {
            // Test addresses get the link too: there is no code everybody knows in its place (WIRE §15).
            Uri link = new($"{call.PublicUrl.Base}/v1/verify?token={token}");
            Recipient to = Recipient.Email(request.Target, request.Locale, identificationId: request.Identification);
            string? requestedBy = UserAgent.Parse(call.UserAgent).Description;
            await mailer.Send(tx, call.Instance, request.OwnerId[..4] switch
            {
                _ when request.IsTaken => new AccountExistsMessage(to, row.ExpireAt, requestedBy),
                "sua_" => MagicLinkMessage.SignUp(to, link, row.ExpireAt, requestedBy),
                "idn_" => MagicLinkMessage.UserProfile(to, link, row.ExpireAt, requestedBy),
                _ => MagicLinkMessage.SignIn(to, link, row.ExpireAt, requestedBy),
            });
        }

        return row;
    }

    /// <summary>The verification a link stands for, held until the transaction ends; null for a token that was never sent.</summary>
    public async Task<VerificationRow?> Find(Tx tx, Instance instance, string? token) =>
        Secrets.IsWellFormed(token, Prefix) ? await verifications.FindBySecret(tx, instance.Id, kek.Digest(Strategy, token!)) : null;
}

/// <summary>What has links to prove: a sign-in, a sign-up, an e-mail address of an account. Links do not know their owners.</summary>
internal interface IEmailLinkOwner
{
    /// <summary>How the ids of these owners begin, for example <c>sia_</c>.</summary>
    string Prefix { get; }

    /// <summary>The link was opened: the owner moves, in the transaction that spends it.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="call">The request that opened it, maybe from another device.</param>
    /// <param name="verification">What it proves, still unverified.</param>
    /// <param name="onOwnClient">Whether the request carries the credential of the client that asked for it, which may then get another one.</param>
    Task<Outcome<LinkProof>> Proven(Tx tx, FrontendCall call, VerificationRow verification, bool onOwnClient);
}

/// <summary>What opening a link led to.</summary>
/// <param name="Client">The client it concerns.</param>
/// <param name="SessionId">The session made; null when more must be proven.</param>
/// <param name="IsTransferable">Whether another flow must take over.</param>
internal sealed record LinkProof(ClientChange Client, string? SessionId, bool IsTransferable = false);
