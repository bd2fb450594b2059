using System.Text.Json.Serialization;

namespace Foyer.Contracts;

/// <summary>Body of <c>POST /v1/email_addresses</c>.</summary>
public sealed record CreateEmailAddressRequest
{
    /// <summary>Whose it becomes. Required.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? UserId { get; init; }

    /// <summary>The address. Required.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? EmailAddress { get; init; }

    /// <summary>Whether it counts as proven by the operator. Default false: it is pending, and others may have it pending too.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public bool? Verified { get; init; }

    /// <summary>Whether it becomes the primary one; only a verified one can. The first verified one becomes it anyway.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public bool? Primary { get; init; }

    /// <summary>Whether the address that was primary is told. Default false.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public bool? NotifyPrimaryEmailAddressChanged { get; init; }
}

/// <summary>Body of <c>PATCH /v1/email_addresses/{id}</c>.</summary>
public sealed record UpdateEmailAddressRequest
{
    /// <summary>True proves it by the operator's word; false takes the proof back.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public bool? Verified { get; init; }

    /// <summary>True makes it the primary one; false changes nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public bool? Primary { get; init; }

    /// <summary>Whether the address that was primary is told. Default false.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public bool? NotifyPrimaryEmailAddressChanged { get; init; }
}

/// <summary>Body of <c>PUT /v1/users/{id}/email_address</c>: all addresses of the user give way to this one.</summary>
public sealed record ReplaceEmailAddressRequest
{
    /// <summary>The address. Required.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? EmailAddress { get; init; }

    /// <summary><c>verified</c> (default), <c>reserved</c> or <c>unverified</c>; the last can leave the user without a way in.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? IdentificationStatus { get; init; }

    /// <summary>Whether the address that was primary is told. Default false.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public bool? NotifyPrimaryEmailAddressChanged { get; init; }
}

/// <summary>Body of <c>POST /v1/phone_numbers</c>.</summary>
public sealed record CreatePhoneNumberRequest
{
    /// <summary>Whose it becomes. Required.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? UserId { get; init; }

    /// <summary>The number, E.164. Required.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? PhoneNumber { get; init; }

    /// <summary>Whether it counts as proven by the operator. Default false: it is pending, and others may have it pending too.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public bool? Verified { get; init; }

    /// <summary>Whether it becomes the primary one; only a verified one can. The first verified one becomes it anyway.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public bool? Primary { get; init; }

    /// <summary>Whether it is a second factor. Default false.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public bool? ReservedForSecondFactor { get; init; }
}

/// <summary>Body of <c>PATCH /v1/phone_numbers/{id}</c>.</summary>
public sealed record UpdatePhoneNumberRequest
{
    /// <summary>True proves it by the operator's word; false takes the proof back.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public bool? Verified { get; init; }

    /// <summary>True makes it the primary one; false changes nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public bool? Primary { get; init; }

    /// <summary>Whether it is a second factor.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public bool? ReservedForSecondFactor { get; init; }
}

/// <summary>Body of <c>PUT /v1/users/{id}/phone_number</c>: all numbers of the user give way to this one.</summary>
public sealed record ReplacePhoneNumberRequest
{
    /// <summary>The number, E.164. Required.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? PhoneNumber { get; init; }

    /// <summary><c>verified</c> (default), <c>reserved</c> or <c>unverified</c>; the last can leave the user without a way in.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? IdentificationStatus { get; init; }
}

/// <summary>Body of <c>POST …/attempt_verification</c> of an e-mail address or phone number.</summary>
public sealed record AttemptVerificationRequest
{
    /// <summary>The verification, as the preparation answered it. Required.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? VerificationId { get; init; }

    /// <summary>The code, as typed. Required.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Code { get; init; }
}

/// <summary>A code sent on behalf of an app's own server, and how far it is.</summary>
public sealed record BackendVerification
{
    /// <summary>Kind of verification, for example <c>verification_otp</c>.</summary>
    public required string Object { get; init; }

    /// <summary>Prefix <c>ver_</c>.</summary>
    public required string Id { get; init; }

    /// <summary><c>unverified</c>, <c>verified</c>, <c>expired</c> or <c>failed</c>. A wrong code is no error: it leaves this as it is.</summary>
    public required VerificationStatus Status { get; init; }

    /// <summary>How it is proven, for example <c>email_code</c>.</summary>
    public required string Strategy { get; init; }

    /// <summary>Attempts so far, five at most.</summary>
    public int? Attempts { get; init; }

    /// <summary>When it ends.</summary>
    public DateTimeOffset? ExpireAt { get; init; }

    /// <summary>How a code travelled to a phone: <c>sms</c> or <c>whatsapp</c>; null for e-mail.</summary>
    public string? Channel { get; init; }
}
