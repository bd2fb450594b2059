using System.Text.Json;
using System.Text.Json.Serialization;
using Foyer.Contracts;
using Foyer.Server.Instances;

namespace Foyer.Server.Messages;

/// <summary>
/// Sends messages: written down in the transaction of the change they tell of, rendered and delivered after it is
/// committed. A handler waits for no provider.
/// </summary>
internal sealed class Mailer(Outbox outbox, TimeProvider clock)
{
    /// <summary>Adds a message to the outbox. Nothing leaves when the transaction does not commit.</summary>
    public Task Send(Tx tx, Instance instance, OutgoingMessage message)
    {
        DateTimeOffset now = clock.GetUtcNow();
        Recipient to = message.To;
        Dictionary<string, string> values = message.Values(now).Where(pair => !string.IsNullOrEmpty(pair.Value)).ToDictionary(pair => pair.Name, pair => pair.Value!, StringComparer.Ordinal);
        MessageDraft draft = new()
        {
            Id = Ids.New(to.IsEmail ? "ema" : "sms", now),
            Slug = message.Slug,
            Channel = to.Channel,
            To = to.Address,
            IdentificationId = to.IdentificationId,
            UserId = to.UserId,
            Locale = to.Locale,
            ExpireAt = message.ExpireAt,
            Values = values,
        };
        return outbox.Add(tx, instance.Id, OutboxKind.Message, draft.Slug, draft.Id, JsonSerializer.Serialize(draft, MessageJson.Default.MessageDraft));
    }
}

/// <summary>Who gets a message, and by which channel.</summary>
/// <param name="Channel"><c>email</c>, <c>sms</c> or <c>whatsapp</c>.</param>
/// <param name="Address">The e-mail address or number, as stored.</param>
internal sealed record Recipient(string Channel, string Address)
{
    public const string EmailChannel = "email";
    public const string SmsChannel = "sms";
    public const string WhatsAppChannel = "whatsapp";

    /// <summary>The address or number's id; null before it is anybody's.</summary>
    public string? IdentificationId { get; init; }

    public string? UserId { get; init; }

    /// <summary>BCP 47 tag of the attempt, or else of the person; null for English.</summary>
    public string? Locale { get; init; }

    public bool IsEmail => Channel == EmailChannel;

    public static Recipient Email(string emailAddress, string? locale = null, string? userId = null, string? identificationId = null) =>
        new(EmailChannel, emailAddress) { Locale = locale, UserId = userId, IdentificationId = identificationId };

    /// <param name="channel"><c>sms</c> or <c>whatsapp</c>.</param>
    public static Recipient Phone(string phoneNumber, string channel = SmsChannel, string? locale = null, string? userId = null, string? identificationId = null) =>
        new(channel, phoneNumber) { Locale = locale, UserId = userId, IdentificationId = identificationId };
}

/// <summary>A message to somebody. Values are named as the templates and the webhooks name them.</summary>
/// <param name="Slug">Name of the template.</param>
/// <param name="To">Who gets it.</param>
internal abstract record OutgoingMessage(string Slug, Recipient To)
{
    /// <summary>When it is worth nothing any more and is not sent; null for never.</summary>
    public virtual DateTimeOffset? ExpireAt => null;

    /// <summary>What only this message knows; empty values are left out.</summary>
    public abstract IEnumerable<(string Name, string? Value)> Values(DateTimeOffset now);

    protected static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", System.Globalization.CultureInfo.InvariantCulture);

    protected static string Minutes(TimeSpan span) => Math.Max(1, (int)Math.Ceiling(span.TotalMinutes)).ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A code that proves an e-mail address or a number.</summary>
/// <param name="To">Who gets it.</param>
/// <param name="Code">Six digits.</param>
/// <param name="Until">When it stops working.</param>
/// <param name="RequestedBy">The device that asked, for example <c>Chrome, Macintosh</c>; null when unknown.</param>
internal record VerificationCodeMessage(Recipient To, string Code, DateTimeOffset Until, string? RequestedBy = null, string CodeSlug = "verification_code") : OutgoingMessage(CodeSlug, To)
{
    public override DateTimeOffset? ExpireAt => Until;

    public override IEnumerable<(string Name, string? Value)> Values(DateTimeOffset now) =>
        [("otp_code", Code), ("ttl_minutes", Minutes(Until - now)), ("requested_by", RequestedBy), ("requested_at", Moment(now))];
}

/// <summary>A code that lets somebody choose a new password.</summary>
internal sealed record ResetPasswordCodeMessage(Recipient To, string Code, DateTimeOffset Until, string? RequestedBy = null)
    : VerificationCodeMessage(To, Code, Until, RequestedBy, "reset_password_code");

/// <summary>A link that proves an e-mail address: <see cref="SignIn"/>, <see cref="SignUp"/> or <see cref="UserProfile"/>.</summary>
internal sealed record MagicLinkMessage : OutgoingMessage
{
    private readonly Uri _link;
    private readonly DateTimeOffset _until;
    private readonly string? _requestedBy;

    private MagicLinkMessage(string slug, Recipient to, Uri link, DateTimeOffset until, string? requestedBy) : base(slug, to) =>
        (_link, _until, _requestedBy) = (link, until, requestedBy);

    public override DateTimeOffset? ExpireAt => _until;

    public static MagicLinkMessage SignIn(Recipient to, Uri link, DateTimeOffset until, string? requestedBy = null) => new("magic_link_sign_in", to, link, until, requestedBy);

    public static MagicLinkMessage SignUp(Recipient to, Uri link, DateTimeOffset until, string? requestedBy = null) => new("magic_link_sign_up", to, link, until, requestedBy);

    public static MagicLinkMessage UserProfile(Recipient to, Uri link, DateTimeOffset until, string? requestedBy = null) => new("magic_link_user_profile", to, link, until, requestedBy);

    public override IEnumerable<(string Name, string? Value)> Values(DateTimeOffset now) =>
        [("magic_link", _link.AbsoluteUri), ("ttl_minutes", Minutes(_until - now)), ("requested_by", _requestedBy), ("requested_at", Moment(now))];
}

/// <summary>Instead of a code or link: whoever has this address or number has an account already.</summary>
/// <param name="To">Who has it.</param>
/// <param name="Until">When the code would have stopped working: later nobody wonders about it.</param>
/// <param name="RequestedBy">The device that asked; null when unknown.</param>
internal sealed record AccountExistsMessage(Recipient To, DateTimeOffset Until, string? RequestedBy) : OutgoingMessage("account_exists", To)
{
    public override DateTimeOffset? ExpireAt => Until;

    public override IEnumerable<(string Name, string? Value)> Values(DateTimeOffset now) => [("requested_by", RequestedBy), ("requested_at", Moment(now))];
}

/// <summary>An invitation to the application.</summary>
/// <param name="To">Who is invited.</param>
/// <param name="Link">Where to accept, ticket included.</param>
/// <param name="Until">When it stops working; null for never.</param>
/// <param name="InviterName">Who invites; null for nobody in particular.</param>
internal sealed record InvitationMessage(Recipient To, Uri Link, DateTimeOffset? Until, string? InviterName = null) : OutgoingMessage("invitation", To)
{
    public override DateTimeOffset? ExpireAt => Until;

    public override IEnumerable<(string Name, string? Value)> Values(DateTimeOffset now) =>
        [("action_url", Link.AbsoluteUri), ("inviter_name", InviterName), ("expires_in_days", Until is { } until ? Days(until - now) : null)];

    private static string Days(TimeSpan span) => Math.Max(1, (int)Math.Ceiling(span.TotalDays)).ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Somebody is on the waitlist.</summary>
internal sealed record WaitlistConfirmationMessage(Recipient To) : OutgoingMessage("waitlist_confirmation", To)
{
    public override IEnumerable<(string Name, string? Value)> Values(DateTimeOffset now) => [];
}

/// <summary>Somebody of the waitlist may sign up.</summary>
/// <param name="To">Who may.</param>
/// <param name="Link">Where to sign up, ticket included.</param>
internal sealed record WaitlistInvitationMessage(Recipient To, Uri Link) : OutgoingMessage("waitlist_invitation", To)
{
    public override IEnumerable<(string Name, string? Value)> Values(DateTimeOffset now) => [("action_url", Link.AbsoluteUri)];
}

/// <summary>Somebody's password was changed.</summary>
internal sealed record PasswordChangedMessage(Recipient To) : OutgoingMessage("password_changed", To)
{
    public override IEnumerable<(string Name, string? Value)> Values(DateTimeOffset now) => [("changed_at", Moment(now))];
}

/// <summary>Somebody has no password any more.</summary>
internal sealed record PasswordRemovedMessage(Recipient To) : OutgoingMessage("password_removed", To)
{
    public override IEnumerable<(string Name, string? Value)> Values(DateTimeOffset now) => [("changed_at", Moment(now))];
}

/// <summary>Somebody's primary e-mail address is another; goes to the one before.</summary>
/// <param name="To">The address that was primary.</param>
/// <param name="NewEmailAddress">The one that is now.</param>
internal sealed record PrimaryEmailAddressChangedMessage(Recipient To, string NewEmailAddress) : OutgoingMessage("primary_email_address_changed", To)
{
    public override IEnumerable<(string Name, string? Value)> Values(DateTimeOffset now) => [("new_email_address", NewEmailAddress), ("changed_at", Moment(now))];
}

/// <summary>An e-mail address or number belongs to the account now.</summary>
/// <param name="To">Whose.</param>
/// <param name="Identifier">The address or number.</param>
internal sealed record IdentificationAddedMessage(Recipient To, string Identifier) : OutgoingMessage("identification_added", To)
{
    public override IEnumerable<(string Name, string? Value)> Values(DateTimeOffset now) => [("identifier", Identifier), ("changed_at", Moment(now))];
}

/// <summary>An e-mail address or number belongs to the account no more.</summary>
/// <param name="To">Whose.</param>
/// <param name="Identifier">The address or number.</param>
internal sealed record IdentificationRemovedMessage(Recipient To, string Identifier) : OutgoingMessage("identification_removed", To)
{
    public override IEnumerable<(string Name, string? Value)> Values(DateTimeOffset now) => [("identifier", Identifier), ("changed_at", Moment(now))];
}

/// <summary>A passkey was added.</summary>
/// <param name="To">Whose.</param>
/// <param name="PasskeyName">Its name.</param>
internal sealed record PasskeyAddedMessage(Recipient To, string? PasskeyName) : OutgoingMessage("passkey_added", To)
{
    public override IEnumerable<(string Name, string? Value)> Values(DateTimeOffset now) => [("passkey_name", PasskeyName), ("changed_at", Moment(now))];
}

/// <summary>A device was enrolled that signs in with a key of its own.</summary>
/// <param name="To">Whose.</param>
/// <param name="Device">Its name, or what it is.</param>
internal sealed record TrustedDeviceAddedMessage(Recipient To, string? Device) : OutgoingMessage("trusted_device_added", To)
{
    public override IEnumerable<(string Name, string? Value)> Values(DateTimeOffset now) => [("device", Device), ("changed_at", Moment(now))];
}

/// <summary>A passkey was removed.</summary>
/// <param name="To">Whose.</param>
/// <param name="PasskeyName">Its name.</param>
internal sealed record PasskeyRemovedMessage(Recipient To, string? PasskeyName) : OutgoingMessage("passkey_removed", To)
{
    public override IEnumerable<(string Name, string? Value)> Values(DateTimeOffset now) => [("passkey_name", PasskeyName), ("changed_at", Moment(now))];
}

/// <summary>Somebody signed in from a device that was not seen before.</summary>
/// <param name="To">Whose account.</param>
/// <param name="Device">For example <c>Chrome, Macintosh</c>.</param>
/// <param name="IpAddress">Where it came from; null when unknown.</param>
/// <param name="Location">City and country; null when unknown.</param>
internal sealed record NewDeviceSignInMessage(Recipient To, string? Device, string? IpAddress, string? Location = null) : OutgoingMessage("new_device_sign_in", To)
{
    public override IEnumerable<(string Name, string? Value)> Values(DateTimeOffset now) =>
        [("device", Device), ("ip_address", IpAddress), ("location", Location), ("session_created_at", Moment(now))];
}

/// <summary>An account is locked after failed attempts.</summary>
/// <param name="To">Whose.</param>
/// <param name="Until">When it opens again.</param>
internal sealed record AccountLockedMessage(Recipient To, DateTimeOffset Until) : OutgoingMessage("account_locked", To)
{
    public override DateTimeOffset? ExpireAt => Until;

    public override IEnumerable<(string Name, string? Value)> Values(DateTimeOffset now) => [("lockout_minutes", Minutes(Until - now)), ("changed_at", Moment(now))];
}

/// <summary>A message as the outbox carries it: who, what, and the values of its words. It is rendered later.</summary>
internal sealed record MessageDraft
{
    public required string Id { get; init; }

    public required string Slug { get; init; }

    public required string Channel { get; init; }

    public required string To { get; init; }

    public string? IdentificationId { get; init; }

    public string? UserId { get; init; }

    public string? Locale { get; init; }

    public DateTimeOffset? ExpireAt { get; init; }

    public required Dictionary<string, string> Values { get; init; }
}

[JsonSourceGenerationOptions(Converters = [typeof(UnixMillisecondsConverter)])]
[JsonSerializable(typeof(MessageDraft))]
[JsonSerializable(typeof(Message))]
[JsonSerializable(typeof(PreparedMessage))]
internal sealed partial class MessageJson : JsonSerializerContext;
