using Foyer.Server.Users.Backend;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Server.Users;

/// <summary>People. Everything the feature adds to the server.</summary>
internal static class UsersFeature
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<UserStore>();
        services.AddSingleton<UserLockout>();
        services.AddSingleton<PersonalData>();
        services.AddSingleton<SecondFactorStore>();
        services.AddSingleton<AccountNotices>();
        services.AddSingleton<UserDocuments>();
        services.AddSingleton<UserAnswers>();
        services.AddSingleton<ImportedFactors>();
    }

    public static void MapBackend(RouteGroupBuilder backend)
    {
        ListUsers.Map(backend);
        CountUsers.Map(backend);
        GetUser.Map(backend);
        CreateUser.Map(backend);
        UpdateUser.Map(backend);
        DeleteUser.Map(backend);
        UserMetadata.Map(backend);
        BanUsers.Map(backend);
        LockUsers.Map(backend);
    }
}
