using Foyer.Contracts;
using Foyer.Frontend;

namespace Foyer.Components.Users;

/// <summary>Name and picture.</summary>
internal static class ProfileIntents
{
    public static async Task Save(AccountPost post)
    {
        UserAttributes attributes = post.Request.Environment.UserSettings.Attributes;
        string? Given(UserAttribute attribute, string name) => attribute.Enabled ? post.Field(name) : null;
        MeFields fields = new()
        {
            FirstName = Given(attributes.FirstName, "first_name"),
            LastName = Given(attributes.LastName, "last_name"),
            Username = Given(attributes.Username, "username") is { Length: > 0 } username ? username : null,
        };
        await post.After(await post.Frontend.Me.Update(fields, post.SessionId, post.Aborted), "saved");
    }

    public static async Task SetPicture(AccountPost post)
    {
        static AccountModel Opened(AccountModel model) => model with { Open = "picture" };
        if (post.Form.Files.GetFile("file") is not { Length: > 0 } file)
        {
            await post.Refused(ErrorCodes.FormParamNil, "file", Opened);
            return;
        }

        byte[] content = new byte[file.Length];
        await using (Stream stream = file.OpenReadStream())
        {
            await stream.ReadExactlyAsync(content, post.Aborted);
        }

        FrontendResult<ImageResource> set = await post.Frontend.Me.SetProfileImage(content, post.SessionId, post.Aborted);
        Task answer = set.IsSuccess
            ? post.Done("picture")
            : post.Refused([.. set.Errors.Select(error => error with { Meta = new ErrorMeta { ParamName = "file" } })], Opened);
        await answer;
    }

    public static async Task RemovePicture(AccountPost post) => await post.After(await post.Frontend.Me.DeleteProfileImage(post.SessionId, post.Aborted), "removed");
}
