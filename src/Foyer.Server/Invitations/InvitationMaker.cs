using System.Text.Json;
using Foyer.Contracts;
using Foyer.Server.EmailAddresses;
using Foyer.Server.Instances;
using Foyer.Server.Messages;
using Foyer.Server.Tickets;
using Foyer.Server.Users;

namespace Foyer.Server.Invitations;

/// <summary>An invitation about to be made.</summary>
/// <param name="EmailAddress">Normalised.</param>
internal sealed record NewInvitation(string EmailAddress)
{
    public const string Slug = "invitation";
    public const string WaitlistSlug = "waitlist_invitation";

    /// <summary>A JSON object.</summary>
    public string PublicMetadata { get; init; } = "{}";

    public string? RedirectUrl { get; init; }

    public bool Notify { get; init; } = true;

    public bool IgnoreExisting { get; init; }

    public TimeSpan Lifetime { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Which message.</summary>
    public string TemplateSlug { get; init; } = Slug;
}

/// <summary>Makes invitations: the ticket and the message that carries it, in one transaction.</summary>
internal sealed class InvitationMaker(TicketStore tickets, Mailer mailer, TimeProvider clock)
{
    /// <summary>Reads what a request wants; the fault names the parameter.</summary>
    public static Outcome<NewInvitation> Read(Instance instance, CreateInvitationRequest body)
    {
        if (string.IsNullOrEmpty(body.EmailAddress) || EmailAddressRules.Normalize(body.EmailAddress) is not { } emailAddress)
        {
            return string.IsNullOrEmpty(body.EmailAddress) ? RequestFaults.Missing("email_address") : RequestFaults.Format("email_address");
        }

        bool hasMetadata = body.PublicMetadata is { ValueKind: not JsonValueKind.Null };
        Fault? fault = (hasMetadata ? Metadata.Check(body.PublicMetadata!.Value, "public_metadata") : null) ??
            (body.ExpiresInDays is < 1 or > 365 ? RequestFaults.Value("expires_in_days") : null) ??
            (body.TemplateSlug is not (null or NewInvitation.Slug or NewInvitation.WaitlistSlug) ? RequestFaults.Value("template_slug") : null) ??
            (!string.IsNullOrEmpty(body.RedirectUrl) && !SafeRedirect.TryParse(instance, new PublicUrl("https://" + instance.PublishableKey.FrontendApi), body.RedirectUrl, out _)
                ? RequestFaults.RedirectUrlInvalid with { Status = 422 } : null)?.At("redirect_url");
        return fault is not null ? fault : new NewInvitation(emailAddress)
        {
            PublicMetadata = hasMetadata ? body.PublicMetadata!.Value.GetRawText() : "{}",
            RedirectUrl = string.IsNullOrEmpty(body.RedirectUrl) ? null : body.RedirectUrl,
            Notify = body.Notify ?? true,
            IgnoreExisting = body.IgnoreExisting ?? false,
            Lifetime = TimeSpan.FromDays(body.ExpiresInDays ?? 30),
            TemplateSlug = body.TemplateSlug ?? NewInvitation.Slug,
        };
    }

    /// <summary>Makes one. Two for one address at once are one, unless existing ones are to be ignored.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="instance">Who invites.</param>
    /// <param name="frontendBase">Where the link leads first.</param>
    /// <param name="wanted">What is wanted.</param>
    public async Task<Outcome<Ticket>> Make(Tx tx, Instance instance, string frontendBase, NewInvitation wanted)
    {
        DateTimeOffset now = TicketRules.WholeSecond(clock.GetUtcNow());
        if (!wanted.IgnoreExisting)
        {
            await tx.Hold($"invitation:{instance.Id}:{wanted.EmailAddress}");
            if (await tickets.IsInvited(tx, instance.Id, wanted.EmailAddress, now))
            {
                return InvitationFaults.Duplicate;
            }

            if (await tx.One<string>("SELECT user_id FROM email_addresses WHERE instance_id = @instanceId AND email_address = @EmailAddress AND (verification_status = 'verified' OR reserved)", new { instanceId = instance.Id, wanted.EmailAddress }) is not null)
            {
                return UserFaults.Taken("email_address");
            }
        }

        Ticket ticket = new()
        {
            Id = Ids.New("inv", now),
            InstanceId = instance.Id,
            Kind = TicketKinds.Invitation,
            Status = "pending",
            EmailAddress = wanted.EmailAddress,
            PublicMetadata = wanted.PublicMetadata,
            RedirectUrl = wanted.RedirectUrl,
            ExpireAt = now + wanted.Lifetime,
            CreatedAt = now,
            UpdatedAt = now,
        };
        await tickets.Insert(tx, ticket);
        if (wanted.Notify)
        {
            Uri link = new(TicketStore.Url(frontendBase, TicketStore.Sign(instance, ticket)));
            Recipient to = Recipient.Email(wanted.EmailAddress);
            await mailer.Send(tx, instance, wanted.TemplateSlug == NewInvitation.WaitlistSlug ? new WaitlistInvitationMessage(to, link) : new InvitationMessage(to, link, ticket.ExpireAt));
        }

        return ticket;
    }

    /// <summary>The invitation as operators see it; while it is pending with the link, to hand on by other means.</summary>
    public static Invitation ToResource(Instance instance, string frontendBase, Ticket ticket, DateTimeOffset now)
    {
        using JsonDocument metadata = JsonDocument.Parse(ticket.PublicMetadata);
        string status = ticket.StatusAt(now);
        return new Invitation
        {
            Id = ticket.Id,
            EmailAddress = ticket.EmailAddress!,
            PublicMetadata = metadata.RootElement.Clone(),
            Revoked = status == "revoked",
            Status = status,
            Url = status == "pending" ? TicketStore.Url(frontendBase, TicketStore.Sign(instance, ticket)) : null,
            ExpiresAt = ticket.ExpireAt,
            CreatedAt = ticket.CreatedAt,
            UpdatedAt = ticket.UpdatedAt,
        };
    }
}

internal static class InvitationFaults
{
    public static readonly Fault Duplicate = new Fault(422, "duplicate_record", "Invited already", "There is a pending invitation for this address already. Revoke it, or ignore existing ones.").At("email_address");

    /// <summary>The same, of several: says which.</summary>
    public static Fault Of(Fault fault, int at) => fault with { LongMessage = $"Item {at + 1}: {fault.LongMessage}" };
}
