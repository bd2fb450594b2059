using Foyer.Server.Passwords.Backend;
using Foyer.Server.Passwords.Frontend;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Server.Passwords;

/// <summary>Passwords. Everything the feature adds to the server.</summary>
internal static class PasswordsFeature
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<PasswordHasher>();
        services.AddSingleton<PasswordStore>();
        services.AddSingleton<BreachedPasswords>();
        services.AddSingleton<PasswordPolicy>();
        services.AddSingleton<PasswordImport>();
        services.AddSingleton<PasswordProof>();
        services.AddSingleton<ForeignBackupCodes>();
    }

    public static void MapBackend(RouteGroupBuilder backend)
    {
        VerifyUserPassword.Map(backend);
        SetPasswordCompromised.Map(backend);
        RemoveUserPassword.Map(backend);
    }

    public static void MapFrontend(RouteGroupBuilder frontend)
    {
        ChangeMyPassword.Map(frontend);
        RemoveMyPassword.Map(frontend);
    }
}
