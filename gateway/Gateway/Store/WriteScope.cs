using System.Data.Common;
using Nanofleet.Gateway.Store.Batch;
using Nanofleet.Gateway.Store.Rollups;

namespace Nanofleet.Gateway.Store;

/// <summary>An open transaction that writes: small tables through the connection, a batch through the tables.</summary>
internal readonly record struct WriteScope(DbConnection Connection, DbTransaction Transaction, IBatchTables Tables, IRollupTables Rollups);
