namespace Foyer.Server.Messages;

/// <summary>Addresses and numbers of automated tests, on instances in test mode (WIRE §15).</summary>
internal static class TestIdentifiers
{
    public static bool IsTest(string target) => target.StartsWith('+') ? IsTestPhoneNumber(target) : IsTestEmailAddress(target);

    public static bool IsTestEmailAddress(string emailAddress) => emailAddress.Split('@')[0].Contains("+clerk_test", StringComparison.Ordinal);

    /// <summary>+1 NXX 555-0100 to 555-0199, which belong to nobody.</summary>
    public static bool IsTestPhoneNumber(string phoneNumber) => phoneNumber.Length == 12 && phoneNumber.StartsWith("+1", StringComparison.Ordinal) && phoneNumber[5..10] == "55501";
}
