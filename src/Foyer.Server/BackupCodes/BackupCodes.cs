using Foyer.Server.BackupCodes.Frontend;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Server.BackupCodes;

/// <summary>Backup codes. Everything the feature adds to the server.</summary>
internal static class BackupCodesFeature
{
    public static void Add(IServiceCollection services) => services.AddSingleton<BackupCodeStore>();

    public static void MapFrontend(RouteGroupBuilder frontend) => CreateBackupCodes.Map(frontend);
}
