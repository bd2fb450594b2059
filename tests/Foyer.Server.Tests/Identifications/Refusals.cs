namespace Foyer.Server.Tests.Identifications;

internal static class Refusals
{
    /// <summary>The answer is a refusal of this status and code.</summary>
    public static async Task Refused(int status, string code, Task<Answer> answer)
    {
        Answer given = await answer;
        Assert.True((given.Status, given.Code) == (status, code), $"{given.Status} {given.Json?.ToJsonString()}");
    }
}
