namespace Foyer.Server.TrustedDevices;

internal static class TrustedDeviceFaults
{
    public static readonly Fault NotAvailable = new(403, "trusted_devices_not_available", "Trusted devices are off", "This application does not let devices sign in: switch native_settings.trusted_device_sign_in_enabled on.");

    public static readonly Fault NativeOnly = new(403, "native_client_required", "Only from a native app", "Devices are trusted in native apps alone: a page could keep no key to itself.");

    public static readonly Fault KeyInvalid = new(422, "trusted_device_key_invalid", "Key unreadable", "The key must be the public JWK of a P-256 key (ES256).");

    public static readonly Fault ChallengeWrong = new(422, "trusted_device_challenge_invalid", "Wrong challenge", "What was signed is not the challenge of this attempt. Start again.");

    public static readonly Fault SignatureWrong = new(422, "trusted_device_signature_invalid", "Wrong signature", "The signature is not the device's. Start again.");

    public static readonly Fault Exists = new(422, "trusted_device_already_exists", "Enrolled already", "A device with this key is enrolled already. Make a new key.");

    public static readonly Fault Revoked = new(403, "trusted_device_revoked", "Device no longer trusted", "The trust in this device was revoked. Sign in another way and enrol it again.");

    public static readonly Fault TooMany = new(403, "trusted_device_limit_reached", "Too many devices", "An account holds at most a hundred trusted devices. Revoke one first.");
}
