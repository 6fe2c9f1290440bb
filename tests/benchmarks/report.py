def write(plan, ledger, folder):
    return folder
