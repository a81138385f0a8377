"""Releases that wait for their time, what embargoes still hide of those made, and how much each of them changed."""

import sqlalchemy as sa
from alembic import op

import scheduler.store.types


revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table('scheduled_release',
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('due_at', scheduler.store.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('label', sa.Text(), server_default='', nullable=False),
    sa.Column('note', sa.Text(), server_default='', nullable=False),
    sa.Column('only', sa.JSON(none_as_null=True), server_default='[]', nullable=False),
    sa.Column('restores', sa.Integer(), nullable=True),
    sa.Column('confirmed', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('base', sa.Integer(), nullable=False),
    sa.Column('who', sa.Text(), server_default='', nullable=False),
    sa.Column('scheduled_at', scheduler.store.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('reason', sa.Text(), server_default='', nullable=False),
    sa.Column('release', sa.Integer(), nullable=True),
    sa.Column('document', sa.LargeBinary(), nullable=True),
    sa.CheckConstraint("(state = 'published') = (release IS NOT NULL)", name=op.f('ck_scheduled_release_release_if_published')),
    sa.CheckConstraint("state IN ('waiting', 'published', 'failed')", name=op.f('ck_scheduled_release_state_known')),
    sa.CheckConstraint('length(label) <= 300', name=op.f('ck_scheduled_release_label_length')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_scheduled_release_event_id_event'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('event_id', 'number', name=op.f('pk_scheduled_release'))
    )
    with op.batch_alter_table('scheduled_release', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_scheduled_release_due_at'), ['due_at'], unique=False)

    with op.batch_alter_table('release', schema=None) as batch_op:
        batch_op.add_column(sa.Column('changed', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('approved', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('embargo_ends_at', scheduler.store.types.UtcDateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f('ix_release_embargo_ends_at'), ['embargo_ends_at'], unique=False)

    op.execute('UPDATE release SET approved = revision')
    # What embargoes hide of the current releases is not known here: the job looks at each, since its time has come.
    op.execute(
        'UPDATE release SET embargo_ends_at = published_at '
        'WHERE number = (SELECT MAX(number) FROM release AS newer WHERE newer.event_id = release.event_id)'
    )


def downgrade() -> None:
    """Go down."""
    with op.batch_alter_table('release', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_release_embargo_ends_at'))
        batch_op.drop_column('embargo_ends_at')
        batch_op.drop_column('approved')
        batch_op.drop_column('changed')

    with op.batch_alter_table('scheduled_release', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_scheduled_release_due_at'))

    op.drop_table('scheduled_release')
